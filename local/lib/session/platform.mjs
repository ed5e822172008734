// The platform that is deployed to the emulator of a session.

import { join } from 'node:path';
import { emulatorSettings } from '../aws/environment.mjs';
import { Platform } from '../platform/platform.mjs';

/**
 * @param session the state of the session
 * @param aws the clients of the emulator
 * @param environment that of the platform; by default, the first by name
 */
export const platformOf = ({ app, port, folder }, aws, environment) =>
  new Platform({
    aws,
    app,
    environment,
    endpoint: emulatorSettings(port).AWS_ENDPOINT_URL,
    emulatorLog: join(folder, 'emulator.log'),
    cdkLog: join(folder, 'cdk.log'),
  });
