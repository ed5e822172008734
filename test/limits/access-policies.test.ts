import { App, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  EcommercePlatform,
  type IDataStore,
  type IServiceStore,
  LocalStackProvider,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { granting } from '../support/services';
import { existingVpc } from '../support/stacks';
import { podRole } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** A kind of store that creates no resources, and allows its service to use one resource. */
class ResourceStore implements IDataStore {
  constructor(private readonly arn: string) {}

  public bind(): IServiceStore {
    return granting(['s3:GetObject'], [this.arn]);
  }
}

/** An app with a platform whose services can use the resource, and a stack for their workloads. */
function shop(services: string[], arn = 'arn:aws:s3:::orders/*', context: Record<string, unknown> = {}) {
  const app = new App({ context });
  const stack = new Stack(app, 'Shop', { env: ENV });
  const disabled = { enabled: false };
  const platform = new EcommercePlatform(stack, 'Platform', {
    provider: new LocalStackProvider(),
    catalogue: ServiceCatalogue.of(services.map((name) => ({ name, store: new ResourceStore(arn) }))),
    vpc: existingVpc(stack),
    cache: disabled,
    messaging: disabled,
    search: disabled,
    storage: disabled,
  });
  return { app, platform, workloads: new Stack(app, 'Workloads', { env: ENV }) };
}

type Shop = ReturnType<typeof shop>;

function connect({ platform, workloads }: Shop, name: string, role: iam.IRole): void {
  platform.service(name).connect(Workload.identity(workloads, `Workload-${name}-${role.node.id}`, role, []));
}

/** An ARN that makes a policy longer by this number of characters. */
function longerBy(characters: number): string {
  return `arn:aws:s3:::${'o'.repeat('orders'.length + characters)}/*`;
}

function errorOf({ app }: Shop): string {
  try {
    app.synth();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no error';
}

/** The length of the policies of a type in the workloads' stack, in the partition aws. */
function lengthOf({ workloads }: Shop, type: string): number {
  const policies = Object.values(Template.fromStack(workloads).findResources(type));
  return policies
    .map(({ Properties }) => JSON.stringify(inPartition(Properties.PolicyDocument)).length)
    .reduce((total, length) => total + length, 0);
}

/** Replaces the only function of CloudFormation in these policies: text with the name of the partition. */
function inPartition(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value).replace(
      /\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"([^"]*)"\]\]\}/g,
      '"arn:aws$1"',
    ),
  );
}

const VALIDATION = 'Validation failed with the following errors:\n  [Shop/Platform] ';

describe('the managed policy of a role for a service', () => {
  function connected(arn?: string) {
    const app = shop(['orders'], arn);
    connect(app, 'orders', podRole(app.workloads));
    return app;
  }
  const length = lengthOf(connected(), 'AWS::IAM::ManagedPolicy');

  test('can have 6,144 characters', () => {
    const app = connected(longerBy(6144 - length));
    expect(errorOf(app)).toBe('no error');
    expect(lengthOf(app, 'AWS::IAM::ManagedPolicy')).toBe(6144);
  });

  test('cannot have 6,145 characters', () => {
    expect(errorOf(connected(longerBy(6145 - length)))).toBe(
      `${VALIDATION}store must be one whose access fits into the policy of a workload of orders, which takes 6144 ` +
        'characters, got at least 6145. Have the store grant access to fewer resources, of which one can be a pattern. ' +
        '(in Workloads/Pod/Access-orders)',
    );
  });

  test.each([true, false])('has the statements of several workloads once, with minimizePolicies %s', (minimize) => {
    const context = { '@aws-cdk/aws-iam:minimizePolicies': minimize };
    const app = shop(['orders'], longerBy(6144 - length), context);
    const role = podRole(app.workloads);
    connect(app, 'orders', role);
    app.platform.service('orders').connect(Workload.identity(app.workloads, 'Another', role, []));
    expect(errorOf(app)).toBe('no error');
    expect(lengthOf(app, 'AWS::IAM::ManagedPolicy')).toBe(6144);
  });
});

describe('the managed policies of a role', () => {
  const services = Array.from({ length: 10 }, (_, index) => `service${index + 1}`);
  const attached = [iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')];
  const assumedBy = new iam.ServicePrincipal('pods.eks.amazonaws.com');

  test('can be ten', () => {
    const app = shop(services);
    const role = new iam.Role(app.workloads, 'Shared', { assumedBy, managedPolicies: attached });
    for (const name of services.slice(1)) {
      connect(app, name, role);
    }
    expect(errorOf(app)).toBe('no error');
  });

  test('cannot be eleven', () => {
    const app = shop(services);
    const role = new iam.Role(app.workloads, 'Shared', { assumedBy, managedPolicies: attached });
    for (const name of services) {
      connect(app, name, role);
    }
    expect(errorOf(app)).toBe(
      `${VALIDATION}workload must be one whose role has at most 10 managed policies, got 11: 10 for ` +
        `${services.join(', ')}, and 1 that the app attaches. Create the workloads of each service with a role of their own. If AWS ` +
        'has raised the quota of the account, set the context `@org/ecommerce-constructs:managedPoliciesPerRole` to its ' +
        'value. (in Workloads/Shared)',
    );
  });

  test('can be more if the context of the app says so', () => {
    const app = shop(services, undefined, { '@org/ecommerce-constructs:managedPoliciesPerRole': 11 });
    const role = new iam.Role(app.workloads, 'Shared', { assumedBy, managedPolicies: attached });
    for (const name of services) {
      connect(app, name, role);
    }
    expect(errorOf(app)).toBe('no error');
  });

  test('count together if the role is in another stack', () => {
    const app = shop(services);
    const role = new iam.Role(new Stack(app.app, 'Roles', { env: ENV }), 'Shared', {
      assumedBy,
      managedPolicies: attached,
    });
    for (const name of services) {
      connect(app, name, role);
    }
    expect(errorOf(app)).toContain('got 11: 10 for service1');
  });
});

describe('the inline policies of an imported role', () => {
  function connected(arn?: string) {
    const app = shop(['orders', 'returns'], arn);
    for (const name of ['orders', 'returns']) {
      const role = iam.Role.fromRoleArn(app.workloads, name, 'arn:aws:iam::123456789012:role/pods');
      connect(app, name, role);
    }
    return app;
  }
  const length = lengthOf(connected(), 'AWS::IAM::Policy');
  const isOdd = length % 2;

  test('can have 10,240 characters in total', () => {
    const app = connected(longerBy(Math.floor((10_240 - length) / 2)));
    expect(errorOf(app)).toBe('no error');
    expect(lengthOf(app, 'AWS::IAM::Policy')).toBe(10_240 - isOdd);
  });

  test('cannot have more', () => {
    expect(errorOf(connected(longerBy(Math.floor((10_240 - length) / 2) + 1)))).toBe(
      `${VALIDATION}workload must be one whose imported role has inline policies of at most 10240 characters in total, ` +
        `got at least ${10_242 - isOdd}. Connect fewer workloads with this role, or create a role in the app, which gets ` +
        'a managed policy for each service. (in Workloads/orders/Policy)',
    );
  });
});

test('an inline policy of the user for a role of the app is not checked', () => {
  const { app, workloads } = shop(['orders']);
  new iam.Policy(workloads, 'Own', {
    roles: [podRole(workloads)],
    statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [longerBy(10_240)] })],
  });
  expect(() => app.synth()).not.toThrow();
});
