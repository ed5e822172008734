import { Match } from 'aws-cdk-lib/assertions';
import { AWSProvider, DatabaseConstruct, Microservice } from '../../src';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

test("its store admits the service's group on its port, and nothing else", () => {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const database = new DatabaseConstruct(stack, 'Database', {
    provider: new AWSProvider(),
    vpc,
    services: ['reviews'],
  });
  const service = new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc, store: database.store('reviews') });
  expect(onlyResource(templateOf(stack), 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject({
    FromPort: 5433,
    ToPort: 5433,
    IpProtocol: 'tcp',
    SourceSecurityGroupId: stack.resolve(service.securityGroup.securityGroupId),
    GroupId: stack.resolve(database.store('reviews').connections.securityGroups[0].securityGroupId),
  });
});

test('may go without a store', () => {
  const stack = threeZoneStack();
  const service = new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc: existingVpc(stack) });
  expect(service.store).toBeUndefined();
  expect(service.serviceName).toBe('reviews');
  templateOf(stack).hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
});
