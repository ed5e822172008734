import {
  aws_amazonmq as amazonmq,
  CfnParameter,
  type CfnResource,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_elasticloadbalancingv2 as elbv2,
  aws_opensearchservice as opensearch,
  aws_rds as rds,
  Stack,
  aws_s3 as s3,
} from 'aws-cdk-lib';
import { Workload } from '../../src';
import { taskOf } from '../support/workloads';
import { defined, type Hole, stackOf } from './hole';
import { ENV, type Shop } from './shop';

const connectionsOf = ({ platform }: Shop, service: string) => defined(platform.service(service).store).connections;
const groupOf = (shop: Shop, service: string) => connectionsOf(shop, service).securityGroups[0];
const cfnGroup = (group: ec2.ISecurityGroup) => {
  const { defaultChild } = group.node;
  if (!(defaultChild instanceof ec2.CfnSecurityGroup)) {
    throw new Error('the group is imported');
  }
  return defaultChild;
};

function resource<T extends CfnResource>({ stack }: Shop, type: new (...args: never[]) => T): T {
  return defined(stack.node.findAll().find((child): child is T => child instanceof type));
}

function allInstances({ stack }: Shop): rds.CfnDBInstance[] {
  return stack.node.findAll().filter((child) => child instanceof rds.CfnDBInstance);
}

/** Adds a rule to the store of userservice, in the stack of the platform. */
function rule(shop: Shop, props: Partial<ec2.CfnSecurityGroupIngressProps>, service = 'userservice'): void {
  new ec2.CfnSecurityGroupIngress(shop.stack, 'Hole', {
    groupId: groupOf(shop, service).securityGroupId,
    ipProtocol: 'tcp',
    fromPort: 5432,
    toPort: 5432,
    ...props,
  });
}

/** Runs a workload of payment with these groups. */
function payment(shop: Shop, securityGroups: ec2.ISecurityGroup[]): void {
  const tools = new Stack(shop.app, 'Tools', { env: ENV });
  shop.platform.service('paymentservice').connect(Workload.ecsTask(taskOf(tools), securityGroups));
}

/** Restricts the way out of payment to nothing, so that other rules open it. */
function closeEgress({ platform }: Shop): void {
  cfnGroup(platform.service('paymentservice').securityGroup).securityGroupEgress = [];
}

function egress(shop: Shop, props: Partial<ec2.CfnSecurityGroupEgressProps>): void {
  closeEgress(shop);
  new ec2.CfnSecurityGroupEgress(shop.stack, 'Hole', {
    groupId: shop.platform.service('paymentservice').securityGroup.securityGroupId,
    ipProtocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    ...props,
  });
}

/** Lets payment go anywhere, by a rule of its own resource. */
function anywhere(shop: Shop, props: Partial<ec2.CfnSecurityGroupEgressProps> = {}): void {
  const groupId = shop.platform.service('paymentservice').securityGroup.securityGroupId;
  new ec2.CfnSecurityGroupEgress(shop.stack, 'Hole', { groupId, cidrIp: '0.0.0.0/0', ipProtocol: '-1', ...props });
}

/** Creates a database that a user adds to the stack of userservice. */
function userDatabase(shop: Shop, open: (group: ec2.SecurityGroup) => void, publiclyAccessible = false): void {
  const stack = stackOf(shop, 'userservice');
  const group = new ec2.SecurityGroup(stack, 'Own', { vpc: shop.platform.vpc });
  open(group);
  new rds.CfnDBInstance(stack, 'Database', { vpcSecurityGroups: [group.securityGroupId], publiclyAccessible });
}

const orders = ({ platform }: Shop) => platform.service('orderservice').securityGroup;
const ORDERS = { rule: 'Network', subject: 'orderservice', object: 'userservice store', path: 'Shop/Hole' };
const ADDRESSES = { ...ORDERS, subject: '10.0.0.0/8' };

export const NETWORK_HOLES: Record<string, Hole[]> = {
  'rules inside of groups': [
    {
      ...ORDERS,
      name: 'from the group of another service',
      plant: (shop) => {
        cfnGroup(groupOf(shop, 'userservice')).securityGroupIngress = [
          { ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, sourceSecurityGroupId: orders(shop).securityGroupId },
        ];
      },
      path: 'userservice/SecurityGroup',
    },
    {
      ...ADDRESSES,
      name: 'from addresses',
      plant: (shop) => {
        cfnGroup(groupOf(shop, 'userservice')).securityGroupIngress = [
          { ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, cidrIp: '10.0.0.0/8' },
        ];
      },
      path: 'userservice/SecurityGroup',
    },
    {
      ...ADDRESSES,
      name: 'from addresses to the cache',
      plant: (shop) => {
        cfnGroup(defined(shop.platform.cache).connections.securityGroups[0]).securityGroupIngress = [
          { ipProtocol: 'tcp', fromPort: 0, toPort: 65535, cidrIp: '10.0.0.0/8' },
        ];
      },
      object: 'cache',
      path: 'Cache/SecurityGroup',
    },
  ],
  'separate rules': [
    {
      ...ORDERS,
      name: 'that the CDK writes',
      plant: (shop) => connectionsOf(shop, 'userservice').allowDefaultPortFrom(shop.platform.service('orderservice')),
      path: 'userservice/SecurityGroup',
    },
    {
      ...ORDERS,
      name: 'on the group by its id',
      plant: (shop) => rule(shop, { sourceSecurityGroupId: orders(shop).securityGroupId }),
    },
    {
      ...ORDERS,
      name: 'from a group that is imported by its id',
      plant: (shop) => rule(shop, { sourceSecurityGroupId: 'sg-0123456789' }),
      subject: 'the security group sg-0123456789',
    },
    {
      ...ORDERS,
      name: 'from the group of an instance',
      plant: (shop) => {
        const { vpc } = shop.platform;
        const instanceType = new ec2.InstanceType('t4g.nano');
        const image = { machineImage: ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-1' }) };
        const bastion = new ec2.Instance(shop.stack, 'Bastion', {
          vpc,
          instanceType,
          ...image,
        });
        connectionsOf(shop, 'userservice').allowDefaultPortFrom(bastion);
      },
      subject: 'Shop/Bastion/Resource',
      path: '',
    },
  ],
  'second groups on a store': [
    {
      ...ADDRESSES,
      name: 'with a rule for addresses',
      plant: (shop) => {
        const group = new ec2.SecurityGroup(shop.stack, 'Second', { vpc: shop.platform.vpc });
        group.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.allTcp());
        for (const instance of allInstances(shop)) {
          instance.vpcSecurityGroups = [...(instance.vpcSecurityGroups ?? []), group.securityGroupId];
        }
      },
      path: 'Shop/Second',
    },
    {
      ...ORDERS,
      name: 'that a service carries, with a rule for itself',
      plant: (shop) => {
        cfnGroup(orders(shop)).securityGroupIngress = [];
        new ec2.CfnSecurityGroupIngress(shop.stack, 'Hole', {
          groupId: orders(shop).securityGroupId,
          sourceSecurityGroupId: orders(shop).securityGroupId,
          ipProtocol: '-1',
        });
        allInstances(shop)[1].vpcSecurityGroups = [orders(shop).securityGroupId];
      },
    },
    {
      ...ORDERS,
      name: 'that is known only at deployment',
      plant: (shop) => {
        const parameter = new CfnParameter(shop.stack, 'Group');
        allInstances(shop)[1].vpcSecurityGroups = [parameter.valueAsString];
      },
      rule: 'Unknown',
      subject: 'anyone',
      path: 'userservice/Instance',
    },
  ],
  'prefix lists': [
    {
      ...ADDRESSES,
      name: 'of the company',
      plant: (shop) => rule(shop, { sourcePrefixListId: 'pl-1' }),
      subject: 'pl-1',
    },
    {
      ...ADDRESSES,
      name: 'of the app',
      plant: (shop) => {
        const list = new ec2.PrefixList(shop.stack, 'List', { entries: [{ cidr: '0.0.0.0/0' }] });
        rule(shop, { sourcePrefixListId: list.prefixListId });
      },
      subject: 'Shop-List',
    },
    {
      ...ADDRESSES,
      name: 'that is known only at deployment',
      plant: (shop) => rule(shop, { sourcePrefixListId: new CfnParameter(shop.stack, 'List').valueAsString }),
      rule: 'Unknown',
      subject: '(known at deployment)',
    },
  ],
  'rules of a group for itself': [
    {
      ...ORDERS,
      name: 'on a store whose group a workload of another service carries',
      plant: (shop) => {
        const group = groupOf(shop, 'userservice');
        rule(shop, { sourceSecurityGroupId: group.securityGroupId });
        defined(shop.workloads.get('orderservice')).service.connections.addSecurityGroup(group);
      },
    },
    {
      ...ORDERS,
      name: 'on the cache, whose group a workload of another service carries',
      plant: (shop) => {
        const [group] = defined(shop.platform.cache).connections.securityGroups;
        group.connections.allowInternally(ec2.Port.tcp(6379));
        defined(shop.workloads.get('searchservice')).service.connections.addSecurityGroup(group);
      },
      subject: 'searchservice',
      object: 'cache',
      path: 'Cache/SecurityGroup',
    },
    {
      ...ORDERS,
      name: 'on the broker, whose group a workload of another service carries',
      plant: (shop) => {
        const [group] = defined(shop.platform.messaging).connections.securityGroups;
        group.connections.allowInternally(ec2.Port.allTraffic());
        defined(shop.workloads.get('userservice')).service.connections.addSecurityGroup(group);
      },
      subject: 'userservice',
      object: 'messaging',
      path: 'Messaging/SecurityGroup',
    },
  ],
  'port ranges': [
    {
      ...ORDERS,
      name: 'that include the port',
      plant: (shop) =>
        rule(shop, { sourceSecurityGroupId: orders(shop).securityGroupId, fromPort: 1024, toPort: 65535 }),
    },
    {
      ...ORDERS,
      name: 'of all ports',
      plant: (shop) => rule(shop, { sourceSecurityGroupId: orders(shop).securityGroupId, fromPort: 0, toPort: 65535 }),
    },
    {
      ...ORDERS,
      name: 'that begin with the port',
      plant: (shop) => rule(shop, { sourceSecurityGroupId: orders(shop).securityGroupId, toPort: 5500 }),
    },
  ],
  'protocol -1': [
    {
      ...ORDERS,
      name: 'from the group of another service',
      plant: (shop) => rule(shop, { sourceSecurityGroupId: orders(shop).securityGroupId, ipProtocol: '-1' }),
    },
    { ...ADDRESSES, name: 'from addresses', plant: (shop) => rule(shop, { cidrIp: '10.0.0.0/8', ipProtocol: '-1' }) },
    {
      ...ORDERS,
      name: 'with ports that do not matter',
      plant: (shop) =>
        rule(shop, { sourceSecurityGroupId: orders(shop).securityGroupId, ipProtocol: '-1', fromPort: 22, toPort: 22 }),
    },
  ],
  addresses: [
    { ...ADDRESSES, name: 'of IPv4', plant: (shop) => rule(shop, { cidrIp: '0.0.0.0/0' }), subject: '0.0.0.0/0' },
    { ...ADDRESSES, name: 'of IPv6', plant: (shop) => rule(shop, { cidrIpv6: '::/0' }), subject: '::/0' },
    {
      ...ADDRESSES,
      name: 'of the VPC',
      plant: (shop) => rule(shop, { cidrIp: shop.platform.vpc.vpcCidrBlock }),
      subject: 'Vpc',
    },
  ],
  'databases of users': [
    {
      ...ORDERS,
      name: 'beside the workload of a service, from another service',
      plant: (shop) => userDatabase(shop, (group) => group.addIngressRule(orders(shop), ec2.Port.tcp(5432))),
      object: 'userservice',
      path: 'userservice/Own',
    },
    {
      ...ORDERS,
      name: 'beside the workload of a service, from addresses',
      plant: (shop) => userDatabase(shop, (group) => group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(5432))),
      subject: '0.0.0.0/0',
      object: 'userservice',
      path: 'userservice/Own',
    },
    {
      ...ORDERS,
      name: 'beside the workload of a service, which anyone reaches',
      plant: (shop) => userDatabase(shop, () => {}, true),
      rule: 'Public',
      subject: 'anyone',
      object: 'userservice',
      path: 'userservice/Database',
    },
  ],
  'public access': [
    {
      ...ORDERS,
      name: 'to a database',
      plant: (shop) => {
        allInstances(shop)[0].publiclyAccessible = true;
      },
      rule: 'Public',
      subject: 'anyone',
      object: 'orderservice store',
      path: 'orderservice/Instance',
    },
    {
      ...ORDERS,
      name: 'to the broker',
      plant: (shop) => {
        resource(shop, amazonmq.CfnBroker).publiclyAccessible = true;
      },
      rule: 'Public',
      subject: 'anyone',
      object: 'messaging',
      path: 'Messaging/Broker',
    },
    {
      ...ORDERS,
      name: 'to a bucket',
      plant: (shop) => {
        resource(shop, s3.CfnBucket).publicAccessBlockConfiguration = { blockPublicAcls: true };
      },
      rule: 'Public',
      subject: 'anyone',
      object: 'storage',
      path: 'Storage/',
    },
    {
      ...ORDERS,
      name: 'to the search domain',
      plant: (shop) => {
        resource(shop, opensearch.CfnDomain).vpcOptions = undefined;
      },
      rule: 'Public',
      subject: 'anyone',
      object: 'search',
      path: 'Search/Domain',
    },
  ],
  'fine-grained access': [
    {
      ...ORDERS,
      name: 'switched off',
      plant: (shop) => {
        resource(shop, opensearch.CfnDomain).advancedSecurityOptions = { enabled: false };
      },
      rule: 'FineGrainedAccess',
      subject: 'anyone',
      object: 'search',
      path: 'Search/Domain',
    },
    {
      ...ORDERS,
      name: 'left out',
      plant: (shop) => {
        resource(shop, opensearch.CfnDomain).advancedSecurityOptions = undefined;
      },
      rule: 'FineGrainedAccess',
      subject: 'anyone',
      object: 'search',
      path: 'Search/Domain',
    },
    {
      ...ORDERS,
      name: 'with anonymous users',
      plant: (shop) =>
        resource(shop, opensearch.CfnDomain).addPropertyOverride('AdvancedSecurityOptions.AnonymousAuthEnabled', true),
      rule: 'FineGrainedAccess',
      subject: 'anyone',
      object: 'search',
      path: 'Search/Domain',
    },
  ],
  'the way out': [
    {
      ...ORDERS,
      name: 'to all addresses',
      plant: (shop) => egress(shop, { cidrIp: '0.0.0.0/0' }),
      rule: 'Egress',
      subject: 'paymentservice',
      object: '0.0.0.0/0',
    },
    {
      ...ORDERS,
      name: 'to a prefix list',
      plant: (shop) => egress(shop, { destinationPrefixListId: 'pl-2' }),
      rule: 'Egress',
      subject: 'paymentservice',
      object: 'pl-2',
    },
    {
      ...ORDERS,
      name: 'to addresses of IPv6',
      plant: (shop) => egress(shop, { cidrIpv6: '::/0' }),
      rule: 'Egress',
      subject: 'paymentservice',
      object: '::/0',
    },
    {
      ...ORDERS,
      name: 'to all addresses, besides port 443, which the service has by default',
      plant: (shop) => anywhere(shop),
      rule: 'Egress',
      subject: 'paymentservice',
      object: '0.0.0.0/0',
      environment: 'production',
    },
    {
      ...ORDERS,
      name: 'to all addresses on port 443, which the service has already',
      plant: (shop) => anywhere(shop, { ipProtocol: 'tcp', fromPort: 443, toPort: 443 }),
      rule: 'Egress',
      subject: 'paymentservice',
      object: '0.0.0.0/0',
      environment: 'staging',
    },
    {
      ...ORDERS,
      name: 'in a stack of the workload',
      plant: (shop) => {
        const stack = stackOf(shop, 'paymentservice');
        const [own] = shop.platform.service('paymentservice').securityGroupsFor(stack);
        own.connections.allowTo(ec2.Peer.ipv4('203.0.113.0/24'), ec2.Port.HTTPS);
      },
      rule: 'Egress',
      subject: 'paymentservice',
      object: '203.0.113.0/24',
      path: 'paymentservice/Group',
      environment: 'production',
    },
    {
      ...ORDERS,
      name: 'through a second group',
      plant: (shop) => {
        closeEgress(shop);
        const group = new ec2.SecurityGroup(stackOf(shop, 'paymentservice'), 'Second', { vpc: shop.platform.vpc });
        defined(shop.workloads.get('paymentservice')).service.connections.addSecurityGroup(group);
      },
      rule: 'Egress',
      subject: 'paymentservice',
      object: '0.0.0.0/0',
      path: 'paymentservice/Second',
    },
  ],
  'groups of several services': [
    {
      ...ORDERS,
      name: 'admitted to a store, because a workload lacks one of the groups of its service',
      plant: (shop) => {
        const [, cacheClients] = shop.platform.service('userservice').securityGroups;
        payment(shop, [shop.platform.service('paymentservice').securityGroup, cacheClients]);
        rule(shop, { sourceSecurityGroupId: cacheClients.securityGroupId }, 'paymentservice');
      },
      object: 'paymentservice store',
    },
    {
      ...ORDERS,
      name: 'opened to a load balancer',
      plant: (shop) => {
        const { service, stack } = defined(shop.workloads.get('orderservice'));
        service.taskDefinition.defaultContainer?.addPortMappings({ containerPort: 8080 });
        const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc: shop.platform.vpc });
        const listener = balancer.addListener('Http', { port: 80, protocol: elbv2.ApplicationProtocol.HTTP });
        const targetGroup = new elbv2.ApplicationTargetGroup(stack, 'Targets', {
          vpc: shop.platform.vpc,
          port: 8080,
          targetType: elbv2.TargetType.IP,
        });
        listener.addTargetGroups('Targets', { targetGroups: [targetGroup] });
        for (const group of shop.platform.service('orderservice').securityGroups) {
          new ec2.CfnSecurityGroupIngress(stack, `Hole-${group.node.path.replaceAll('/', '-')}`, {
            groupId: group.securityGroupId,
            sourceSecurityGroupId: balancer.connections.securityGroups[0].securityGroupId,
            ipProtocol: 'tcp',
            fromPort: 8080,
            toPort: 8080,
          });
        }
      },
      rule: 'SharedGroup',
      subject: 'sg-orderservice/Balancer',
      object: 'sg-Shop/PlatformCacheClientGroup',
      path: 'orderservice/Hole',
    },
    {
      ...ORDERS,
      name: 'opened to addresses',
      plant: (shop) => {
        const [, cacheClients] = shop.platform.service('userservice').securityGroups;
        const { securityGroupId: groupId } = cacheClients;
        rule(shop, { groupId, cidrIp: '10.0.0.0/8', fromPort: 80, toPort: 80 });
      },
      rule: 'SharedGroup',
      subject: '10.0.0.0/8',
      object: 'sg-Shop/PlatformCacheClientGroup',
    },
    {
      ...ORDERS,
      name: 'with a way out for one of them',
      plant: (shop) => {
        const [, cacheClients] = shop.platform.service('userservice').securityGroups;
        new ec2.CfnSecurityGroupEgress(stackOf(shop, 'userservice'), 'Hole', {
          groupId: cacheClients.securityGroupId,
          cidrIp: '0.0.0.0/0',
          ipProtocol: '-1',
        });
      },
      rule: 'SharedGroup',
      subject: '0.0.0.0/0',
      object: 'sg-Shop/PlatformCacheClientGroup',
      path: 'userservice/Hole',
    },
  ],
  'other things with the groups of services': [
    {
      ...ORDERS,
      name: 'an instance that carries the clients of the cache',
      plant: (shop) => {
        const { vpc } = shop.platform;
        const [, cacheClients] = shop.platform.service('userservice').securityGroups;
        new ec2.CfnInstance(new Stack(shop.app, 'Tools', { env: ENV }), 'Bastion', {
          imageId: 'ami-1',
          subnetId: vpc.privateSubnets[0].subnetId,
          securityGroupIds: [cacheClients.securityGroupId],
        });
      },
      subject: 'Tools/Bastion',
      object: 'cache',
      path: 'Cache/SecurityGroup',
    },
    {
      ...ORDERS,
      name: 'an instance that carries the group of a service',
      plant: (shop) => {
        const { vpc } = shop.platform;
        new ec2.CfnLaunchTemplate(new Stack(shop.app, 'Tools', { env: ENV }), 'Template', {
          launchTemplateData: {
            networkInterfaces: [
              {
                subnetId: vpc.privateSubnets[0].subnetId,
                groups: [shop.platform.service('userservice').securityGroup.securityGroupId],
              },
            ],
          },
        });
      },
      subject: 'Tools/Template',
      path: 'userservice/SecurityGroup',
    },
    {
      ...ORDERS,
      name: 'a task that is not connected, with the groups of a service',
      plant: (shop) => {
        const tools = new Stack(shop.app, 'Tools', { env: ENV });
        new ecs.FargateService(tools, 'Service', {
          cluster: new ecs.Cluster(tools, 'Cluster', { vpc: shop.platform.vpc }),
          taskDefinition: taskOf(tools),
          securityGroups: shop.platform.service('paymentservice').securityGroups,
          minHealthyPercent: 50,
        });
      },
      subject: 'Tools/Service/Service',
      object: 'paymentservice store',
      path: 'paymentservice/SecurityGroup',
    },
  ],
};
