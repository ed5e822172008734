import { platformTest } from '../support/platform-test';

platformTest('production', 'phase-two');
