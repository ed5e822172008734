import { platformTest } from '../support/platform-test';

platformTest('staging', 'phase-one');
