import { expectToBeNamed } from './naming-holes';
import { REFERENCE_HOLES } from './reference-holes';

expectToBeNamed(REFERENCE_HOLES);
