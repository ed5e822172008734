import { expectToBeNamed } from './naming-holes';
import { VALUE_HOLES } from './value-holes';

expectToBeNamed(VALUE_HOLES);
