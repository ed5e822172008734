import {
  type App,
  Duration,
  aws_ecs as ecs,
  aws_events as events,
  aws_iam as iam,
  aws_ecs_patterns as patterns,
  Stack,
  aws_sqs as sqs,
  aws_events_targets as targets,
} from 'aws-cdk-lib';
import { EcommercePlatform, EnvironmentProviderFactory, Workload } from '../../src';
import { analyse } from '../../src/isolation/analysis';
import { newApp } from '../support/apps';
import { taskOf } from '../support/workloads';
import { defined, smallShop, stackOf } from './hole';
import { ENV } from './shop';

function findingsOf(app: App): string[] {
  app.synth();
  return analyse(app).findings.map(({ description }) => description);
}

test('a load balancer in front of a service whose way out is closed is no way out of the service', () => {
  const app = newApp();
  const platform = new EcommercePlatform(new Stack(app, 'Shop', { env: ENV }), 'Platform', {
    provider: EnvironmentProviderFactory.create({ environment: 'production' }),
  });
  const stack = new Stack(app, 'Payment', { env: ENV });
  const payment = platform.service('paymentservice');
  const web = new patterns.ApplicationLoadBalancedFargateService(stack, 'Web', {
    vpc: platform.vpc,
    taskImageOptions: { image: ecs.ContainerImage.fromRegistry('shop/payment') },
    securityGroups: payment.securityGroupsFor(stack),
    minHealthyPercent: 50,
  });
  payment.connect(Workload.ecsService(web.service));
  expect(findingsOf(app)).toEqual([]);
});

test('a schedule may run a task of the service beside it', () => {
  const shop = smallShop();
  const stack = stackOf(shop, 'orderservice');
  const orders = shop.platform.service('orderservice');
  const securityGroups = orders.securityGroupsFor(stack);
  const taskDefinition = taskOf(stack, 'Nightly');
  orders.connect(Workload.ecsTask(taskDefinition, securityGroups));
  const { cluster } = defined(shop.workloads.get('orderservice')).service;
  new events.Rule(stack, 'Rule', {
    schedule: events.Schedule.rate(Duration.days(1)),
    targets: [new targets.EcsTask({ cluster, taskDefinition, securityGroups })],
  });
  expect(findingsOf(shop.app)).toEqual([]);
});

test('a resource that no service owns or uses may admit another account', () => {
  const shop = smallShop();
  const queue = new sqs.Queue(new Stack(shop.app, 'Tools', { env: ENV }), 'Queue');
  queue.grantConsumeMessages(new iam.AccountPrincipal('210987654321'));
  expect(findingsOf(shop.app)).toEqual([]);
});
