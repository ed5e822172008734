import { App, aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { Microservice, NatGateways, ServiceEgress, Workload } from '../../src';
import { analyse } from '../../src/isolation/analysis';
import { existingVpc } from '../support/stacks';
import { taskOf } from '../support/workloads';
import { SMALL } from './hole';
import { createShop, ENV } from './shop';

const { InterfaceVpcEndpointAwsService: Service } = ec2;

/** Ways out that the library gives to a service. */
const GIVEN: Record<
  string,
  { readonly egress?: ServiceEgress; readonly endpoints?: ec2.InterfaceVpcEndpointAwsService[] }
> = {
  'the default without endpoints': {},
  'the default with endpoints': {
    endpoints: [
      Service.ECR,
      Service.ECR_DOCKER,
      Service.CLOUDWATCH_LOGS,
      Service.SECRETS_MANAGER,
      Service.KMS,
      Service.SSM,
    ],
  },
  everything: { egress: ServiceEgress.OPEN },
  'what it uses alone': { egress: ServiceEgress.PLATFORM },
  peers: {
    egress: ServiceEgress.platformAnd([
      { peer: ec2.Peer.ipv4('203.0.113.0/24'), port: ec2.Port.HTTPS },
      { peer: ec2.Peer.prefixList('pl-bank'), port: ec2.Port.HTTPS },
      { peer: ec2.Peer.anyIpv6(), port: ec2.Port.HTTPS },
    ]),
  },
};

test.each(Object.entries(GIVEN))('%s of a service is no finding', (_, { egress, endpoints: interfaceEndpoints }) => {
  const catalogue = egress === undefined ? SMALL : SMALL.withEgress('paymentservice', egress);
  const network = { interfaceEndpoints, natGateways: NatGateways.ONE };
  const { app } = createShop('production', catalogue, { network });
  app.synth();
  expect(analyse(app).findings.map(({ description }) => description)).toEqual([]);
});

/** A service of another app, whose workload has a rule of the user for these addresses. */
function importedWith(egress: 'closed' | undefined) {
  const name = '/production/payment/connection';
  const record = { version: 1, ...ENV, vpcId: 'vpc-1', securityGroupIds: ['sg-own'], accesses: [], egress };
  const key = `ssm:account=${ENV.account}:parameterName=${name}:region=${ENV.region}`;
  const app = new App({ context: { [key]: JSON.stringify(record) } });
  const stack = new Stack(app, 'Pods', { env: ENV });
  const payment = Microservice.fromParameters(stack, 'Payment', { environment: 'production', serviceName: 'payment' });
  payment.connect(Workload.ecsTask(taskOf(stack), payment.securityGroups));
  const [own] = payment.securityGroups;
  new ec2.CfnSecurityGroupEgress(stack, 'Hole', {
    groupId: own.securityGroupId,
    cidrIp: '0.0.0.0/0',
    ipProtocol: '-1',
  });
  existingVpc(stack);
  app.synth();
  return analyse(app).findings.filter(({ rule }) => rule === 'Egress');
}

test('a way out of a closed service of another app is a finding', () => {
  expect(importedWith('closed')).toEqual([
    expect.objectContaining({ subject: 'payment', object: '0.0.0.0/0', path: 'Pods/Hole' }),
  ]);
  expect(importedWith(undefined)).toEqual([]);
});
