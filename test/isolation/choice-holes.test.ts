import { CHOICE_HOLES } from './choice-holes';
import { expectToBeNamed } from './naming-holes';

expectToBeNamed(CHOICE_HOLES);
