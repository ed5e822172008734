import { type Credentials, currentCredentials } from '../../../rotation/function/secret-versions';
import { setting } from '../environment';
import { loginHandler, type SystemContext } from '../handler';
import { loginCredentials } from '../login-secret';
import type { DeclaredLogin, LoginSystem } from '../login-system';
import { nextUser, requireTurn } from '../turns';
import { repeat } from '../work-time';
import { type Broker, BrokerError, HttpsBroker, type ManagementApi } from './broker';
import { Names, SEPARATOR, serviceOf } from './names';
import { closeConnections, declareRights, hasOtherRights } from './permissions';
import { type Rights, rightsOf, wishesOf } from './rights';
import { declarePolicy, declareQuorumQueues, declareTopology, deleteWithdrawnBindings } from './topology';
import {
  claimedRecord,
  declareLimits,
  declareUsers,
  deleteUsers,
  readRecord,
  rotatePassword,
  writeRecord,
} from './users';

/** A RabbitMQ broker, whose administrator declares the users of services with the management API. */
export class RabbitMqLogins implements LoginSystem {
  constructor(
    private readonly broker: Broker,
    private readonly administratorSecret: string,
    private readonly context: SystemContext,
  ) {}

  public async apply({ service, owner, properties }: DeclaredLogin): Promise<Record<string, string>> {
    const names = new Names(service);
    const wishes = wishesOf(names, properties);
    const connections = properties.positiveNumber('ConnectionLimit');
    const hasQuorumQueues = properties.choice('DefaultQueueType', ['UNCHANGED', 'QUORUM']) === 'QUORUM';
    const rights = rightsOf(names, wishes);
    const secretArn = properties.text('SecretArn');
    const current = await loginCredentials(this.context.secrets, secretArn, names.users);
    await this.asAdministrator(async (api) => {
      const mustClose = await claimLogin(api, names, { owner, secretArn, rights });
      if (hasQuorumQueues) {
        await declareQuorumQueues(api);
      }
      await declareTopology(api, names, wishes);
      await declarePolicy(api, names);
      await declareUsers(api, names, current);
      for (const user of names.users) {
        await declareLimits(api, user, connections);
        await declareRights(api, user, rights);
      }
      if (mustClose) {
        for (const user of names.users) {
          await closeConnections(api, user);
        }
        await writeRecord(api, names, { owner, secretArn, mustClose: false });
      }
      await deleteWithdrawnBindings(api, names, wishes);
    });
    await this.test(current);
    return { SecretArn: secretArn };
  }

  /** Queues, exchanges, bindings and the policy remain. */
  public async remove({ service, owner }: DeclaredLogin): Promise<void> {
    const names = new Names(service);
    await this.asAdministrator(async (api) => {
      if ((await readRecord(api, names))?.owner === owner) {
        await deleteUsers(api, names);
      }
    }, REMOVAL_PATIENCE_MS);
  }

  public successorOf(username: string): string {
    return nextUser(username, SEPARATOR);
  }

  public async set(current: Credentials, pending: Credentials): Promise<void> {
    requireTurn(current.username, pending.username, SEPARATOR);
    const names = new Names(serviceOf(pending.username));
    const secretArn = this.context.rotatedSecret;
    await this.asAdministrator((api) => rotatePassword(api, names, { credentials: pending, secretArn }));
  }

  public async test(credentials: Credentials): Promise<void> {
    if (!(await this.repeated(PATIENCE_MS, () => this.broker.accepts(credentials)))) {
      throw new Error(`RabbitMQ rejects the login of ${credentials.username} with the password of its secret.`);
    }
  }

  /** Reads the secret of the administrator in each attempt: its password rotates too. */
  private asAdministrator(work: (api: ManagementApi) => Promise<void>, patienceMs = PATIENCE_MS): Promise<void> {
    return this.repeated(patienceMs, async () => {
      const administrator = await currentCredentials(this.context.secrets, this.administratorSecret);
      await work(this.broker.as(administrator));
    });
  }

  private repeated<Result>(patienceMs: number, work: () => Promise<Result>): Promise<Result> {
    const isPassing = (error: unknown) => error instanceof BrokerError && error.isPassing;
    return repeat(this.context.time, { isPassing, patienceMs }, work);
  }
}

/** Records which custom resource declares the login. Returns whether the users lose rights, and must connect again. */
async function claimLogin(
  api: ManagementApi,
  names: Names,
  { owner, secretArn, rights }: { readonly owner: string; readonly secretArn: string; readonly rights: Rights },
): Promise<boolean> {
  const record = await claimedRecord(api, names);
  let mustClose = record?.mustClose ?? false;
  for (const user of names.users) {
    mustClose ||= await hasOtherRights(api, user, rights);
  }
  await writeRecord(api, names, { owner, secretArn, mustClose });
  return mustClose;
}

/** As long as a restart takes. */
const PATIENCE_MS = 120_000;

/** Deleting a stack does not wait for a broker that is gone. */
const REMOVAL_PATIENCE_MS = 3_000;

export const handler = loginHandler((context) => {
  const broker = new HttpsBroker(setting('CONSOLE_URL'), context.time.deadline);
  return new RabbitMqLogins(broker, setting('MASTER_SECRET_ARN'), context);
});
