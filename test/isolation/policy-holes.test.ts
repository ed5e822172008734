import { expectToBeNamed } from './naming-holes';
import { POLICY_HOLES } from './policy-holes';

expectToBeNamed(POLICY_HOLES);
