import { aws_ec2 as ec2, aws_iam as iam, type Stack } from 'aws-cdk-lib';
import { type IServiceStore, Microservice, Workload } from '../../src';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

const statement = {
  actions: ['s3:GetObject'],
  resources: ['arn:aws:s3:::reviews/a'],
};

/** Connects a role to a service whose store, of somebody else's making, grants in this way. */
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

/** Connects a role to a service whose store grants by this statement. */
function connected(props: iam.PolicyStatementProps): Stack {
  return connectedTo(({ grantPrincipal }) => {
    grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement(props));
  });
}

test('a store grants a workload no more than it says: conditions are kept', () => {
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

test('a store that grants hears that the statement was added, and one that is granted twice is written once', () => {
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
  ['denies', { ...statement, effect: iam.Effect.DENY }],
  ['names the actions that it leaves out', { notActions: statement.actions, resources: statement.resources }],
  ['names the resources that it leaves out', { actions: statement.actions, notResources: statement.resources }],
])('fails when a store %s', (_, props) => {
  expect(() => connected(props)).toThrow(
    'grantAccess must allow actions on resources, got a statement that denies, or that names what it leaves out. Grant ' +
      'what the service may do, and nothing else; conditions are kept.',
  );
});
