import { expectToBeNamed } from './naming-holes';
import { NETWORK_HOLES } from './network-holes';

expectToBeNamed(NETWORK_HOLES);
