import { baselines } from './baselines';
import { DEPLOYMENTS } from './deployments';
import { type CloudFormationTemplate, losses, orphans, takenNames } from './stateful-changes';

const READ = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];

/** A permission in a record: actions on resources, or a secret that may be read. */
interface Permission {
  readonly actions?: readonly string[];
  readonly resources?: readonly string[];
  readonly secretArn?: string;
  readonly keyArn?: string;
}

/** Each action with each resource that it is allowed on. */
function allowed(permissions: readonly Permission[] = []): string[] {
  return permissions.flatMap(({ actions = [], resources = [], secretArn, keyArn }) => [
    ...actions.flatMap((action) => resources.map((resource) => `${action} on ${resource}`)),
    ...(secretArn ? READ.map((action) => `${action} on ${secretArn}`) : []),
    ...(keyArn ? [`kms:Decrypt on ${keyArn}`] : []),
  ]);
}

/** The record of a service: what its workloads get, with the references to resources as texts. */
interface ServiceRecord {
  readonly vpcId: string;
  readonly securityGroupIds: readonly string[];
  readonly accesses: ReadonlyArray<{
    readonly capability?: string;
    readonly settings: Readonly<Record<string, string>>;
    readonly secrets: Readonly<Record<string, unknown>>;
    readonly rules: readonly unknown[];
    readonly permissions: readonly Permission[];
  }>;
}

/** The records of the services, by the name of the parameter. */
function recordsOf({ Resources }: CloudFormationTemplate): Record<string, ServiceRecord> {
  const parameters = Object.values(Resources).flatMap(({ Properties = {} }) =>
    String(Properties.Name).endsWith('/connection') ? [Properties] : [],
  );
  return Object.fromEntries(
    parameters.map(({ Name, Value }) => {
      const [, parts]: [string, unknown[]] = Object(Value)['Fn::Join'];
      const texts = parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part).replaceAll('"', "'")));
      return [Name, JSON.parse(texts.join(''))];
    }),
  );
}

/** The secrets of masters and of shared users that a text refers to. */
function sharedSecretsIn(value: unknown): string[] {
  return [
    ...new Set(
      JSON.stringify(value).match(
        /'\w+','MasterUserSecret\.SecretArn'|'Ref':'Platform(Cache|Messaging|Database\w+service)Secret[0-9A-F]{8}'/g,
      ),
    ),
  ];
}

/** What is deleted, and retained in the account, with the login of the cache that all services share. */
const OF_SHARED_LOGIN = {
  deleted: ['WILL_DESTROY PlatformCacheRotationSecurityGroup37C1BD4D'],
  retained: ['WILL_ORPHAN PlatformCacheRotationLogsD560C7DC', 'WILL_ORPHAN PlatformCacheSecret4173BCB9'],
};

describe.each(['production-phase-one', 'production-phase-two', 'staging-phase-one'])('%s', (deployment) => {
  const shared = DEPLOYMENTS[deployment]({ sharedLogins: true });
  const own = DEPLOYMENTS[deployment]();
  const earlier = baselines().filter((baseline) => baseline.deployment === deployment);

  test.each(earlier)(
    'an upgrade from $version with shared logins leaves workloads all that they had',
    ({ template }) => {
      const [before, after] = [recordsOf(template), recordsOf(shared)];
      expect(Object.keys(before)).toHaveLength(7);
      for (const [name, { vpcId, securityGroupIds, accesses }] of Object.entries(before)) {
        expect(after[name]).toMatchObject({ vpcId, securityGroupIds });
        for (const { capability, settings, secrets, rules, permissions } of accesses) {
          const now = after[name].accesses.find((access) => access.capability === capability);
          expect(now).toMatchObject({ settings, secrets, rules });
          expect(allowed(now?.permissions)).toEqual(expect.arrayContaining(allowed(permissions)));
        }
      }
    },
  );

  test('turning shared logins off deletes no login, and only what belongs to the shared user of the cache', () => {
    expect(losses(shared, own)).toEqual(OF_SHARED_LOGIN.deleted);
    expect(orphans(shared, own)).toEqual(OF_SHARED_LOGIN.retained);
    expect(takenNames(shared, own)).toEqual([]);
  });

  test('turning shared logins on replaces and deletes no stateful resource', () => {
    expect([...losses(own, shared), ...orphans(own, shared), ...takenNames(own, shared)]).toEqual([]);
  });

  test('a new platform hands out no login of a master, and none that services share', () => {
    expect(sharedSecretsIn(Object.values(recordsOf(shared)).map(({ accesses }) => accesses))).not.toEqual([]);
    expect(sharedSecretsIn(Object.values(recordsOf(own)).map(({ accesses }) => accesses))).toEqual([]);
  });
});
