import { aws_ecs as ecs, aws_iam as iam, Stack } from 'aws-cdk-lib';
import { ServiceStacks } from '../../src';
import { analyse } from '../../src/isolation/analysis';
import { allow, defined, READ_SECRET, SMALL, secretOf } from './hole';
import { createShop, type Shop } from './shop';

const ACCESS = { targets: ['orderservice', 'paymentservice', 'productservice', 'cache', 'messaging', 'search'] };

const shopWithAccess = (props = {}) => createShop('production', SMALL, { access: ACCESS, ...props });

/** The task of operators for a target. */
function serviceOf({ platform }: Shop, target: string): ecs.FargateService {
  const scope = defined(platform.access?.node.tryFindChild(target));
  const service = scope.node.tryFindChild('Service');
  if (!(service instanceof ecs.FargateService)) {
    throw new Error(`no task for ${target}`);
  }
  return service;
}

/** The role of the task of operators for a target. */
function roleOf({ platform }: Shop, target: string): iam.Role {
  const role = platform.access?.node.tryFindChild(target)?.node.tryFindChild('TaskRole');
  if (!iam.Role.isRole(role)) {
    throw new Error(`no role for ${target}`);
  }
  return role;
}

function findingsOf({ app }: Shop): string[] {
  app.synth();
  return analyse(app).findings.map(({ rule, subject, object }) => `${rule}: ${subject} > ${object}`);
}

describe('the access of operators', () => {
  test.each([
    ['in the stack of the platform', {}],
    ['in stacks of their own', { serviceStacks: ServiceStacks.perService() }],
  ])('has no findings where services are %s', (_, props) => {
    expect(findingsOf(shopWithAccess(props))).toEqual([]);
  });

  test('is found where its task carries the group of another service', () => {
    const shop = shopWithAccess();
    const { securityGroupId } = shop.platform.service('userservice').securityGroup;
    const resource = serviceOf(shop, 'cache').node.findChild('Service');
    if (!(resource instanceof ecs.CfnService)) {
      throw new Error('the task has no service');
    }
    resource.addPropertyOverride('NetworkConfiguration.AwsvpcConfiguration.SecurityGroups', [securityGroupId]);
    expect(findingsOf(shop)).toContainEqual('Network: operators of cache > userservice store');
  });

  test('is found where its task reads a secret of a store', () => {
    const shop = shopWithAccess();
    const { secretArn } = secretOf(shop, 'userservice');
    roleOf(shop, 'orderservice').addToPolicy(allow([READ_SECRET], [secretArn]));
    expect(findingsOf(shop)).toContainEqual(
      'Policy: Shop/Platform/Access/Operators/orderservice/TaskRole/Resource > userservice store',
    );
  });

  test('is found where its task reads the secret of the store that it leads to', () => {
    const shop = shopWithAccess();
    const { secretArn } = secretOf(shop, 'productservice');
    roleOf(shop, 'productservice').addToPolicy(allow([READ_SECRET], [secretArn]));
    expect(findingsOf(shop)).toContainEqual(
      'Policy: Shop/Platform/Access/Operators/productservice/TaskRole/Resource > productservice store',
    );
  });

  test('is in a stack that no other stack refers to', () => {
    const { app, platform } = shopWithAccess({ serviceStacks: ServiceStacks.perService() });
    const { stacks } = app.synth();
    const own = stacks.find(({ stackName }) => stackName === Stack.of(defined(platform.access)).stackName);
    expect(stacks.filter((stack) => own && stack.dependencies.includes(own))).toEqual([]);
    expect(JSON.stringify(stacks.map(({ template }) => template))).not.toContain('Fn::ImportValue');
  });
});
