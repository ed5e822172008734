import { expectToBeNamed } from './naming-holes';
import { PRINCIPAL_HOLES } from './principal-holes';

expectToBeNamed(PRINCIPAL_HOLES);
