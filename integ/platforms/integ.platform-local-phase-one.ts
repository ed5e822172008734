import { platformTest } from '../support/platform-test';

platformTest('local', 'phase-one');
