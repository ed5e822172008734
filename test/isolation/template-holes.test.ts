import { expectToBeNamed } from './naming-holes';
import { TEMPLATE_HOLES } from './template-holes';

expectToBeNamed(TEMPLATE_HOLES);
