import { aws_ec2 as ec2, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import { type IServiceStore, Microservice, Workload } from '../../src';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

const statement = {
  actions: ['s3:GetObject'],
  resources: ['arn:aws:s3:::reviews/a'],
};

/** Connects a role to a service whose store is a custom implementation with this `grantAccess`. */
function connectedTo(grantAccess: IServiceStore['grantAccess']): Stack {
  const stack = threeZoneStack();
  const store: IServiceStore = {
    connections: new ec2.Connections(),
    settings: {},
    secrets: {},
    grantAccess,
  };
  const role = new iam.Role(stack, 'Pod', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
  const service = new Microservice(stack, 'Reviews', { serviceName: 'reviews', vpc: existingVpc(stack), store });
  service.connect(Workload.identity(stack, 'Pods', role, []));
  return stack;
}

/** Connects a role to a service whose store grants this statement. */
function connected(props: iam.PolicyStatementProps): Stack {
  return connectedTo(({ grantPrincipal }) => {
    grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement(props));
  });
}

test('a store grants a workload a statement with its conditions', () => {
  const conditions = { StringEquals: { 'aws:PrincipalTag/team': 'reviews' } };
  const { PolicyDocument } = onlyResource(
    templateOf(connected({ ...statement, conditions })),
    'AWS::IAM::ManagedPolicy',
  ).Properties;
  expect(PolicyDocument).toEqual({
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reviews/a', Condition: conditions }],
    Version: '2012-10-17',
  });
});

test('a store gets the result that a statement was added; the policy contains an equal statement only once', () => {
  const granted: unknown[] = [];
  const stack = connectedTo(({ grantPrincipal }) => {
    granted.push(grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement(statement)).statementAdded);
    granted.push(grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement(statement)).statementAdded);
  });
  expect(granted).toEqual([true, true]);
  const { PolicyDocument } = onlyResource(templateOf(stack), 'AWS::IAM::ManagedPolicy').Properties;
  expect(PolicyDocument).toEqual({
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reviews/a' }],
    Version: '2012-10-17',
  });
});

test.each<[string, iam.PolicyStatementProps]>([
  ['has the effect Deny', { ...statement, effect: iam.Effect.DENY }],
  ['has notActions', { notActions: statement.actions, resources: statement.resources }],
  ['has notResources', { actions: statement.actions, notResources: statement.resources }],
])('fails when the statement of a store %s', (_, props) => {
  expect(() => connected(props)).toThrow(
    'grantAccess must grant by statements with effect Allow, actions and resources, got one with effect Deny, ' +
      'notActions or notResources. List the actions and resources that the service needs; conditions are supported.',
  );
});
