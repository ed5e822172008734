import type { App } from 'aws-cdk-lib';
import { functionCode } from './by-hand/function-code';
import { PlatformByHand } from './by-hand/platform';
import type { Service } from './services';

/** Creates the platform in one stack with the classes of aws-cdk-lib. */
export function create(app: App, services: Service[]): void {
  new PlatformByHand(app, functionCode()).addServices(services);
}
