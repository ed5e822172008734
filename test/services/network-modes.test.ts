import { aws_autoscaling as autoscaling, aws_ec2 as ec2, aws_ecs as ecs, Stack } from 'aws-cdk-lib';
import { type EcommercePlatform, type IMicroservice, Workload } from '../../src';
import { newApp } from '../support/apps';
import { platformIn } from '../support/services';
import { templateOf } from '../support/stacks';
import { containersOf } from '../support/workloads';

interface Fixture {
  readonly stack: Stack;
  readonly platform: EcommercePlatform;
  readonly orders: IMicroservice;
}

function fixture(): Fixture {
  const app = newApp();
  const platform = platformIn(app);
  const { account, region } = Stack.of(platform);
  const stack = new Stack(app, 'Workloads', { env: { account, region } });
  return { stack, platform, orders: platform.service('orders') };
}

/** Creates a service on EC2 instances whose only container is `app`. */
function serviceOn(stack: Stack, cluster: ecs.ICluster, networkMode: ecs.NetworkMode): ecs.Ec2Service {
  const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task', { networkMode });
  taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('shop/app'), memoryLimitMiB: 512 });
  return new ecs.Ec2Service(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 50 });
}

const instanceType = new ec2.InstanceType('m7g.large');

function addInstances(cluster: ecs.Cluster): ec2.IConnectable {
  return cluster.addCapacity('Instances', { instanceType });
}

function addCapacityProvider(cluster: ecs.Cluster): ec2.IConnectable {
  const autoScalingGroup = new autoscaling.AutoScalingGroup(cluster, 'Instances', {
    vpc: cluster.vpc,
    instanceType,
    machineImage: ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.ARM),
  });
  cluster.addAsgCapacityProvider(new ecs.AsgCapacityProvider(cluster, 'Provider', { autoScalingGroup }));
  return autoScalingGroup;
}

/** The ports and the sources of the rules in the stack of the workload. */
function ingress(stack: Stack): unknown[] {
  return Object.values(templateOf(stack).findResources('AWS::EC2::SecurityGroupIngress')).map(
    ({ Properties }) => [Properties.FromPort, Properties.SourceSecurityGroupId] as const,
  );
}

const PORTS = [443, 5433, 5671, 6379];

describe.each([ecs.NetworkMode.BRIDGE, ecs.NetworkMode.HOST])('an ECS service in network mode %s', (networkMode) => {
  test("connects through the security group of its cluster's instances, and its container gets the settings", () => {
    const { stack, platform, orders } = fixture();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: platform.vpc });
    addInstances(cluster);
    orders.connect(Workload.ecsService(serviceOn(stack, cluster, networkMode)));
    const ofInstances = stack.resolve(cluster.connections.securityGroups[0].securityGroupId);
    expect(ingress(stack)).toEqual(expect.arrayContaining(PORTS.map((port) => [port, ofInstances])));
    expect(ingress(stack)).toHaveLength(PORTS.length);
    expect(containersOf(templateOf(stack))).toEqual([
      {
        environment: expect.objectContaining({ DATABASE_HOST: expect.anything() }),
        secrets: expect.objectContaining({ DATABASE_PASSWORD: expect.anything() }),
      },
    ]);
  });

  test.each<[string, (cluster: ecs.Cluster) => ec2.IConnectable]>([
    ['instances that are added after the service', addInstances],
    ['instances of a capacity provider, whose groups the CDK does not pass on', addCapacityProvider],
  ])('on %s is rejected, and accepted after it has their security groups', (_, addTo) => {
    const { stack, platform, orders } = fixture();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: platform.vpc });
    const service = serviceOn(stack, cluster, networkMode);
    const instances = addTo(cluster);
    expect(() => orders.connect(Workload.ecsService(service))).toThrow(
      'An ECS service in network mode bridge or host uses the security groups of its instances: pass them to ' +
        '`connections.addSecurityGroup` of the ECS service before you connect it. ' +
        '(in Workloads/Service/PlatformWorkload/orders)',
    );
    service.connections.addSecurityGroup(...instances.connections.securityGroups);
    orders.connect(Workload.ecsService(service));
    const ofInstances = stack.resolve(instances.connections.securityGroups[0].securityGroupId);
    expect(ingress(stack)).toEqual(expect.arrayContaining(PORTS.map((port) => [port, ofInstances])));
    expect(ingress(stack)).toHaveLength(PORTS.length);
  });

  test('is accepted on a cluster that is imported with its security groups', () => {
    const { stack, platform, orders } = fixture();
    const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', {
      clusterName: 'shop',
      vpc: platform.vpc,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'OfInstances', 'sg-instances')],
    });
    orders.connect(Workload.ecsService(serviceOn(stack, cluster, networkMode)));
    expect(ingress(stack)).toEqual(expect.arrayContaining(PORTS.map((port) => [port, 'sg-instances'])));
  });

  test("of which only the task is connected, connects through the instances' security groups that are passed", () => {
    const { stack, platform, orders } = fixture();
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: platform.vpc });
    addInstances(cluster);
    const { taskDefinition } = serviceOn(stack, cluster, networkMode);
    orders.connect(Workload.ecsTask(taskDefinition, cluster.connections.securityGroups));
    expect(ingress(stack)).toHaveLength(PORTS.length);
  });
});
