import { Duration, aws_scheduler as scheduler } from 'aws-cdk-lib';
import { analyse } from '../../src/isolation/analysis';
import { allow, type Hole, roleOf, SMALL, stackOf } from './hole';
import { expectToBeNamed } from './naming-holes';
import { createShop, type Shop } from './shop';

const ORDERS = { subject: 'orderservice', object: 'userservice', path: 'orderservice/' };

const arnOf = ({ workloads }: Shop, name: string) => workloads.get(name)?.service.serviceArn ?? '';
const deploying = (resource: string) => allow(['ecs:UpdateService'], [resource]);

test('services that are restarted have no findings', () => {
  const { app, workloads } = createShop('production', SMALL, {}, {}, { restartEvery: Duration.days(15) });
  const schedules = [...workloads.values()].flatMap(({ service }) =>
    service.node.findAll().filter((construct) => construct instanceof scheduler.CfnSchedule),
  );
  app.synth();
  expect(schedules.length).toBeGreaterThanOrEqual(3);
  expect(analyse(app).findings).toEqual([]);
});

const HOLES: Hole[] = [
  {
    ...ORDERS,
    rule: 'Policy',
    name: 'a role that restarts the service of another one',
    plant: (shop) => roleOf(shop, 'orderservice').addToPolicy(deploying(arnOf(shop, 'userservice'))),
  },
  {
    ...ORDERS,
    rule: 'Policy',
    name: 'a role that restarts all services',
    plant: (shop) => roleOf(shop, 'orderservice').addToPolicy(deploying('*')),
  },
  {
    ...ORDERS,
    rule: 'Role',
    name: 'a schedule that runs as a role of another service',
    plant: (shop) => {
      const role = roleOf(shop, 'userservice');
      role.addToPolicy(deploying(arnOf(shop, 'userservice')));
      new scheduler.CfnSchedule(stackOf(shop, 'orderservice'), 'Schedule', {
        scheduleExpression: 'rate(1 day)',
        flexibleTimeWindow: { mode: 'OFF' },
        target: { arn: 'arn:aws:scheduler:::aws-sdk:ecs:updateService', roleArn: role.roleArn },
      });
    },
  },
];

expectToBeNamed({ restarts: HOLES });
