import {
  App,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_kms as kms,
  Stack,
  aws_s3 as s3,
  aws_secretsmanager as secretsmanager,
  aws_sqs as sqs,
} from 'aws-cdk-lib';
import { type IServiceStore, Microservice, Workload } from '../../src';
import { decryptSecret } from '../support/decrypt';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

const statement = {
  actions: ['s3:GetObject'],
  resources: ['arn:aws:s3:::reviews/a'],
};

/** Connects a role to a service whose store is a custom implementation with this `grantAccess`. */
function connectedTo(
  grantAccess: IServiceStore['grantAccess'],
  stack: Stack = threeZoneStack(),
  secrets: IServiceStore['secrets'] = {},
): Stack {
  const store: IServiceStore = {
    connections: new ec2.Connections(),
    settings: {},
    secrets,
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
    'grantAccess must be a method that adds statements with effect Allow, actions and resources, got a statement with ' +
      'effect Deny, notActions or notResources. List the actions and resources that the service needs; conditions are ' +
      'supported. (in Test/Reviews)',
  );
});

describe.each<[string, () => Stack]>([
  [
    'with an account and a region',
    () => new Stack(new App(), 'Shop', { env: { account: '123456789012', region: 'eu-central-1' } }),
  ],
  ['of any account', () => new Stack(new App(), 'Shop')],
])('a store in a stack %s', (_, createStack) => {
  const policies = (stack: Stack) =>
    Object.values(templateOf(stack).findResources('AWS::IAM::ManagedPolicy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );

  test.each<[string, string, (stack: Stack, grantee: iam.IGrantable) => void, RegExp]>([
    [
      'bucket.grantRead',
      's3:GetObject*',
      (stack, grantee) => new s3.Bucket(stack, 'Bucket').grantRead(grantee),
      /^AWS::S3::BucketPolicy$/,
    ],
    [
      'bucket.grantRead of an encrypted bucket',
      'kms:Decrypt',
      (stack, grantee) => new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.KMS }).grantRead(grantee),
      /^AWS::S3::BucketPolicy$/,
    ],
    [
      'secret.grantRead',
      'secretsmanager:GetSecretValue',
      (stack, grantee) => new secretsmanager.Secret(stack, 'Secret').grantRead(grantee),
      /^AWS::SecretsManager::ResourcePolicy$/,
    ],
    [
      'table.grantReadData',
      'dynamodb:GetItem',
      (stack, grantee) =>
        new dynamodb.TableV2(stack, 'Table', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        }).grantReadData(grantee),
      /^$/,
    ],
    [
      'queue.grantSendMessages',
      'sqs:SendMessage',
      (stack, grantee) => new sqs.Queue(stack, 'Queue').grantSendMessages(grantee),
      /^AWS::SQS::QueuePolicy$/,
    ],
  ])('may call %s, which changes no policy of a resource', (_call, action, grant, policyType) => {
    const stack = createStack();
    connectedTo((grantee) => grant(stack, grantee), stack);
    const actions = policies(stack).flatMap(({ Action }) => Action);
    expect(actions).toContain(action);
    const resources = Object.values<{ Type: string }>(templateOf(stack).toJSON().Resources);
    expect(resources.filter(({ Type }) => policyType.test(Type))).toEqual([]);
    expect(JSON.stringify(resources)).not.toContain('"Principal":{}');
  });
});

test('a store grants a statement with the conditions that the CDK adds to it later', () => {
  const stack = threeZoneStack();
  connectedTo((grantee) => {
    new secretsmanager.Secret(stack, 'Secret').grantRead(grantee, ['AWSCURRENT']);
  }, stack);
  const { PolicyDocument } = onlyResource(templateOf(stack), 'AWS::IAM::ManagedPolicy').Properties;
  const Condition = { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': ['AWSCURRENT'] } };
  expect(PolicyDocument).toMatchObject({ Statement: [{ Condition }] });
});

/** The secrets of a store that have a key which the app imports. */
const SECRETS_WITH_IMPORTED_KEY: Array<[string, (stack: Stack) => secretsmanager.ISecret]> = [
  ['a secret', (stack) => new secretsmanager.Secret(stack, 'Secret', { encryptionKey: importedKey(stack) })],
  ['an imported secret', (stack) => importedSecret(stack)],
];
const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:reviews-abcdef';
const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/reviews';

function importedKey(stack: Stack): kms.IKey {
  return kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
}

function importedSecret(stack: Stack): secretsmanager.ISecret {
  return secretsmanager.Secret.fromSecretAttributes(stack, 'Secret', {
    secretCompleteArn: SECRET_ARN,
    encryptionKey: importedKey(stack),
  });
}

test.each(SECRETS_WITH_IMPORTED_KEY)(
  'a workload may decrypt %s of a store that calls its grantRead, although its key is imported',
  (_, createSecret) => {
    const stack = threeZoneStack();
    const secret = createSecret(stack);
    connectedTo((grantee) => secret.grantRead(grantee), stack, { PASSWORD: { secret } });
    const { PolicyDocument } = onlyResource(templateOf(stack), 'AWS::IAM::ManagedPolicy').Properties;
    expect(PolicyDocument).toHaveProperty(
      'Statement',
      expect.arrayContaining([decryptSecret(KEY_ARN, stack.resolve(secret.secretArn))]),
    );
  },
);

test.each<[string, (secret: secretsmanager.ISecret, grantee: iam.IGrantable) => void, boolean]>([
  ['grantRead', (secret, grantee) => secret.grantRead(grantee), false],
  ['grantWrite', (secret, grantee) => secret.grantWrite(grantee), true],
])(
  'fails when a store calls %s of a secret whose key is imported, and a workload could not use the key',
  (_, grant, has) => {
    const stack = threeZoneStack();
    const secret = importedSecret(stack);
    const secrets = { ...(has && { PASSWORD: { secret } }) };
    expect(() => connectedTo((grantee) => grant(secret, grantee), stack, secrets)).toThrow(
      'with the actions and the ARNs of the resource and of its key. `grantRead` of a secret changes the policy of its key, ' +
        'unless the key is imported and the store has the secret in `secrets`. (in Test/Reviews)',
    );
  },
);

test.each<[string, (stack: Stack) => Pick<IServiceStore, 'grantAccess' | 'secrets'>]>([
  [
    'grantRead of a secret whose key the app creates',
    (stack) => {
      const secret = new secretsmanager.Secret(stack, 'Secret', { encryptionKey: new kms.Key(stack, 'Key') });
      return { grantAccess: (grantee) => secret.grantRead(grantee), secrets: { PASSWORD: { secret } } };
    },
  ],
  [
    'bucket.addToResourcePolicy with the grantee as principal',
    (stack) => ({
      grantAccess: ({ grantPrincipal }) => {
        const principals = [grantPrincipal];
        new s3.Bucket(stack, 'Bucket').addToResourcePolicy(new iam.PolicyStatement({ ...statement, principals }));
      },
      secrets: {},
    }),
  ],
])('fails when a store calls %s', (_, createStore) => {
  const stack = threeZoneStack();
  const { grantAccess, secrets } = createStore(stack);
  connectedTo(grantAccess, stack, secrets);
  expect(() => templateOf(stack)).toThrow(
    'grantAccess must be a method that adds statements only to the policies of the grantee, got one that adds a statement ' +
      'to the policy of a resource or of a key. Use `iam.Grant.addToPrincipal` with the actions and the ARNs of the ' +
      'resource and of its key.',
  );
});
