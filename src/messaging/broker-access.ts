import { LoginAccess } from '../access/login-access';
import type { IBroker } from './broker-contract';

/** Access to the message broker, by the login that its clients share. */
export function brokerAccess(broker: IBroker): LoginAccess {
  return new LoginAccess({
    connections: broker.connections,
    settings: { BROKER_ENDPOINT: broker.endpoint },
    secret: broker.secret,
    prefix: 'BROKER',
  });
}
