import { App, aws_ec2 as ec2, aws_ecs as ecs, Stack } from 'aws-cdk-lib';
import { type EcommercePlatform, type IMicroservice, Workload } from '../../src';
import { platformIn } from '../support/services';
import { templateOf } from '../support/stacks';
import { containersOf } from '../support/workloads';

interface Fixture {
  readonly stack: Stack;
  readonly platform: EcommercePlatform;
  readonly orders: IMicroservice;
}

function fixture(): Fixture {
  const app = new App();
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

function addInstances(cluster: ecs.Cluster): void {
  cluster.addCapacity('Instances', { instanceType: new ec2.InstanceType('m7g.large') });
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

  test('is rejected when its cluster has no instances, and accepted when they are added before the service', () => {
    const { stack, platform, orders } = fixture();
    const empty = new ecs.Cluster(stack, 'Cluster', { vpc: platform.vpc });
    const service = serviceOn(stack, empty, networkMode);
    expect(() => orders.connect(Workload.ecsService(service))).toThrow(
      'An ECS service in network mode bridge or host uses the security groups of its cluster: add instances to the ' +
        'cluster, or import it with `securityGroups`, before you create the service. ' +
        '(in Workloads/Service/PlatformWorkload/orders)',
    );
    const again = fixture();
    const cluster = new ecs.Cluster(again.stack, 'Cluster', { vpc: again.platform.vpc });
    addInstances(cluster);
    again.orders.connect(Workload.ecsService(serviceOn(again.stack, cluster, networkMode)));
    expect(ingress(again.stack)).toHaveLength(PORTS.length);
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
