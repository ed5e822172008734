import { App, Aws, CfnOutput, aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  Capability,
  DataStore,
  Events,
  type IServiceStore,
  Microservice,
  ServiceCatalogue,
  ServiceStacks,
} from '../../src';
import { newVpc, shopOf } from '../support/service-stacks';
import { granting } from '../support/services';
import { existingVpc } from '../support/stacks';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** A service with this store in the stack `Shop` of a new app. */
function serviceWith(store: (stack: Stack) => IServiceStore) {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: ENV });
  const service = new Microservice(stack, 'Orders', {
    serviceName: 'orders',
    environment: 'production',
    vpc: existingVpc(stack),
    store: store(stack),
  });
  return { app, stack, service };
}

/** The length of a parameter in Systems Manager, in which the ids of security groups have the least length. */
function lengthOf(stack: Stack, name: string): number {
  const found = Template.fromStack(stack).findResources('AWS::SSM::Parameter', { Properties: { Name: name } });
  const [{ Properties }] = Object.values(found);
  const [, parts]: [string, unknown[]] = Properties.Value['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : 'sg-12345678')).join('').length;
}

describe('the record of a service', () => {
  const RECORD = '/production/orders/connection';

  /** A service whose record is longer by this number of characters. */
  function longerBy(characters: number, resource = 'arn:aws:s3:::') {
    return serviceWith(() => granting(['s3:GetObject'], [`${resource}${'o'.repeat(characters)}`]));
  }
  const length = lengthOf(longerBy(0).stack, RECORD);

  test('can have 8,192 characters', () => {
    expect(lengthOf(longerBy(8192 - length).stack, RECORD)).toBe(8192);
  });

  test('cannot have 8,193 characters', () => {
    expect(() => longerBy(8193 - length).app.synth()).toThrow(
      new Error(
        'Validation failed with the following errors:\n  [Shop/Orders] store must be one whose settings and permissions ' +
          `fit into the parameter ${RECORD}, of which Systems Manager takes 8192 characters, got at least 8193. Have the ` +
          'store pass fewer settings, or grant access to fewer resources, of which one can be a pattern. (in Shop/Orders)',
      ),
    );
  });

  test('contains tokens, of which each counts as its shortest value', () => {
    const arn = `arn:${Aws.PARTITION}:s3:::`;
    expect(() => longerBy(8192 - length, arn).app.synth()).not.toThrow();
    expect(() => longerBy(8193 - length, arn).app.synth()).toThrow('got at least 8193');
  });
});

describe('the record of a service with everything in production', () => {
  const UUID = '01234567-89ab-cdef-0123-456789abcdef';

  /** A text of the length that the value of a token can have. */
  function deployed(part: unknown): string {
    if (typeof part === 'string') {
      return part;
    }
    const token = JSON.stringify(part);
    const [id] = /(?<=GetAtt":\["|Ref":")[A-Za-z0-9:]+/.exec(token) ?? [''];
    const secret = (name: string) => `arn:aws:secretsmanager:ap-southeast-1:123456789012:secret:${name}-012345`;
    const lengths: [RegExp, string][] = [
      [/GroupId"|Group[0-9A-F]{8}"/, 'sg-0123456789abcdef0'],
      [/Port"/, '5432'],
      [/Key[0-9A-F]{8}","Arn"/, `arn:aws:kms:ap-southeast-1:123456789012:key/${UUID}`],
      [/MasterUserSecret/, secret(`rds!cluster-${UUID}`)],
      [/RoleArn"/, `arn:aws:iam::123456789012:role/search/${'o'.repeat(54)}/${'R'.repeat(64)}`],
      [/Outputs.*SecretArn"/, secret('MigrationSecret01234567-0123456789ab')], // a secret of a nested stack
      [/Secret[0-9A-F]{8}"/, secret(`${id}-0123456789ab`)],
    ];
    const [, text] = lengths.find(([pattern]) => pattern.test(token)) ?? [];
    return text ?? `${id.slice(0, 63)}.cluster-0123456789ab.ap-southeast-1.rds.amazonaws.com`;
  }

  test.each([
    ['with a login of its own', {}],
    ['with shared logins beside its own', { sharedLogins: true }],
  ])('fits into its parameter, %s', (_, logins) => {
    const name = 'o'.repeat(54);
    const capabilities = [Capability.CACHE, Capability.MESSAGING, Capability.SEARCH, Capability.STORAGE];
    const { stack } = shopOf({
      provider: new AWSProvider(),
      catalogue: ServiceCatalogue.of([
        { name, store: DataStore.auroraPostgres(), capabilities, publishes: Events.ANY },
      ]),
      logins,
      serviceStacks: ServiceStacks.TOGETHER,
    });
    const [{ Properties }] = Object.values(
      Template.fromStack(stack).findResources('AWS::SSM::Parameter', {
        Properties: { Name: `/shop/${name}/connection` },
      }),
    );
    const text: string = Properties.Value['Fn::Join'][1].map(deployed).join('');
    expect(JSON.parse(text)).toMatchObject({ version: 1 });
    expect(text.length).toBeLessThan(8192);
  });
});

describe('the values of a service', () => {
  const VALUES = '/production/orders/values';

  /** A service whose values are the ids of groups. The last group has an id of this length. */
  function withGroups(count: number, characters: number) {
    return serviceWith((stack) => {
      const groups = Array.from(
        { length: count },
        (_, index) =>
          new ec2.CfnSecurityGroup(stack, `${index}${'g'.repeat(index === 0 ? characters : 200)}`, {
            groupDescription: 'g',
          }),
      );
      return {
        ...granting(['s3:GetObject'], ['*']),
        settings: { GROUPS: groups.map(({ attrGroupId }) => attrGroupId).join() },
      };
    });
  }

  type Service = ReturnType<typeof withGroups>;

  /** Lets a stack of the app read the values. */
  function read({ app, service }: Service): void {
    const reader = new Stack(app, 'Reader', { env: ENV });
    new CfnOutput(reader, 'Group', { value: service.securityGroups[0].securityGroupId });
  }

  /** A service whose values have this number of characters. */
  function withLength(count: number, characters: number): Service {
    return withGroups(count, characters - lengthOf(withGroups(count, 0).stack, VALUES));
  }

  test('can have 4,096 characters if a stack reads them', () => {
    const service = withLength(17, 4096);
    read(service);
    expect(lengthOf(service.stack, VALUES)).toBe(4096);
  });

  test('cannot have 4,097 characters if a stack reads them', () => {
    const service = withLength(17, 4097);
    read(service);
    expect(() => service.app.synth()).toThrow(
      new Error(
        'Validation failed with the following errors:\n  [Shop/Orders/Values] store must be one whose values fit into the ' +
          `parameter ${VALUES}, of which a stack that reads it takes 4096 characters, got at least 4097. Use fewer values ` +
          'that are known only at deployment: the parameter contains no others. (in Shop/Orders/Values)',
      ),
    );
  });

  test('can have 8,192 characters if no stack reads them', () => {
    expect(lengthOf(withLength(35, 8192).stack, VALUES)).toBe(8192);
  });

  test('cannot have 8,193 characters', () => {
    expect(() => withLength(35, 8193).app.synth()).toThrow(
      `[Shop/Orders/Values] store must be one whose values fit into the parameter ${VALUES}, of which Systems Manager ` +
        'takes 8192 characters, got at least 8193.',
    );
  });
});

describe('the values of a VPC', () => {
  /** A platform with a VPC of another stack that has 100 further subnets. */
  function shopWith(serviceStacks: ServiceStacks) {
    return shopOf((_, app) => {
      const network = new Stack(app, 'Network', { env: ENV });
      const vpc = newVpc(network);
      const subnets = Array.from({ length: 100 }, (__, index) => {
        const props = { availabilityZone: 'a', cidrBlock: '10.0.0.0/28', vpcId: vpc.vpcId };
        return new ec2.PrivateSubnet(network, `SubnetOfTheDatabases-${'n'.repeat(20)}-${index}`, props);
      });
      vpc.isolatedSubnets.push(...subnets);
      return { vpc, serviceStacks };
    });
  }

  test('are too long for the stacks of services if it has very many subnets', () => {
    expect(() => shopWith(ServiceStacks.perService()).app.synth()).toThrow(
      new RegExp(
        '\\[Network/Vpc/PublishedValues\\] vpc must be one whose values fit into the parameter /shop/_platform/network, of ' +
          'which a stack that reads it takes 4096 characters, got at least \\d+\\. .* \\(in Network/Vpc/PublishedValues\\)$',
      ),
    );
  });

  test('are not written if the services have no stacks', () => {
    expect(() => shopWith(ServiceStacks.TOGETHER).app.synth()).not.toThrow();
  });
});
