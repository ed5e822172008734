import { LoginAccess } from '../access/login-access';
import type { IBroker } from './broker-contract';

/** Creates access to the message broker with the login that all clients share. */
export function brokerAccess(broker: IBroker): LoginAccess {
  return new LoginAccess({
    connections: broker.connections,
    settings: { BROKER_ENDPOINT: broker.endpoint },
    secret: broker.secret,
    prefix: 'BROKER',
  });
}
