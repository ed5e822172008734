import { platformTest } from '../support/platform-test';

platformTest('development', 'phase-one');
