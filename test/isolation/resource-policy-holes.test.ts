import { expectToBeNamed } from './naming-holes';
import { RESOURCE_POLICY_HOLES } from './resource-policy-holes';

expectToBeNamed(RESOURCE_POLICY_HOLES);
