import {
  App,
  Aws,
  CfnOutput,
  CfnParameter,
  Fn,
  NestedStack,
  ResolutionTypeHint,
  Stack,
  Stage,
  aws_s3 as s3,
  aws_sns as sns,
  Token,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PublishedValues } from '../../src/parameters/published-values';
import { CrossStackValues } from '../support/cross-stack-values';
import { templateOf } from '../support/stacks';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const NAME = '/production/_platform/common';

/** A stack with a bucket, and another stack of the app. */
function shop() {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: ENV });
  const bucket = new s3.CfnBucket(stack, 'Bucket');
  const values = new PublishedValues(stack, 'Values', NAME);
  const reader = new Stack(app, 'Reader', { env: ENV });
  return { app, stack, bucket, values, reader };
}

/** Adds a topic to a stack. Its display name is the text. */
function useIn(scope: Construct, text: string, id = 'Topic'): sns.CfnTopic {
  return new sns.CfnTopic(scope, id, { displayName: text });
}

/** The display name of a topic in the template of its stack. */
function usedIn({ stack, logicalId }: sns.CfnTopic): unknown {
  return templateOf(stack).toJSON().Resources[stack.resolve(logicalId)].Properties.DisplayName;
}

/** The value that a stack reads, followed to where it is written. */
function readIn(app: App, topic: sns.CfnTopic) {
  return new CrossStackValues(app).resolve(topic.stack, usedIn(topic));
}

/** The parameters of Systems Manager that a stack writes, by name. */
function written(stack: Stack): Record<string, unknown> {
  const parameters = Object.values(templateOf(stack).findResources('AWS::SSM::Parameter'));
  return Object.fromEntries(parameters.map(({ Properties: { Name, Value } }) => [Name, Value]));
}

/** The parameters that a stack reads. */
function read(stack: Stack): unknown[] {
  const { BootstrapVersion, ...parameters } = templateOf(stack).toJSON().Parameters ?? {};
  return Object.values(parameters);
}

const ARN = { 'Fn::GetAtt': ['Bucket', 'Arn'] };

describe('a published value', () => {
  test('is a reference in its own stack', () => {
    const { stack, bucket, values } = shop();
    expect(usedIn(useIn(stack, values.publish(bucket.attrArn)))).toEqual(ARN);
    expect(read(stack)).toEqual([]);
  });

  test('is read from a parameter by its key in another stack', () => {
    const { app, stack, bucket, values, reader } = shop();
    const topic = useIn(reader, values.publish(bucket.attrArn));
    expect(written(stack)).toEqual({ [NAME]: { 'Fn::Join': ['', ['|Bucket.Arn = ', ARN, '|']] } });
    expect(read(reader)).toEqual([{ Type: 'AWS::SSM::Parameter::Value<String>', Default: NAME }]);
    const [parameter] = Object.keys(templateOf(reader).findParameters('*', { Default: NAME }));
    const afterKey = { 'Fn::Select': [1, { 'Fn::Split': ['|Bucket.Arn = ', { Ref: parameter }] }] };
    expect(usedIn(topic)).toEqual({ 'Fn::Select': [0, { 'Fn::Split': ['|', afterKey] }] });
    expect(readIn(app, topic)).toEqual({ 'in Shop': ARN });
  });

  test('makes another stack depend on its own, which exports nothing', () => {
    const { app, stack, bucket, values, reader } = shop();
    useIn(reader, values.publish(bucket.attrArn));
    app.synth();
    expect(reader.dependencies).toEqual([stack]);
    expect(stack.dependencies).toEqual([]);
    expect(templateOf(stack).toJSON().Outputs).toBeUndefined();
    expect(JSON.stringify(templateOf(reader).toJSON())).not.toContain('Fn::ImportValue');
  });

  test('is a reference in a nested stack of its own stack', () => {
    const { app, stack, bucket, values } = shop();
    const nested = new NestedStack(stack, 'Nested');
    const topic = useIn(nested, values.publish(bucket.attrArn));
    app.synth();
    const { Ref } = JSON.parse(JSON.stringify(usedIn(topic)));
    const [passed] = Object.values(templateOf(stack).findResources('AWS::CloudFormation::Stack'));
    expect(passed.Properties.Parameters[Ref]).toEqual(ARN);
    expect(read(nested)).toEqual([{ Type: 'String' }]);
  });

  test('is read from a parameter in a nested stack of another stack, whose parent waits', () => {
    const { app, stack, bucket, values, reader } = shop();
    const nested = new NestedStack(reader, 'Nested');
    useIn(nested, values.publish(bucket.attrArn));
    app.synth();
    expect(read(nested)).toEqual([{ Type: 'AWS::SSM::Parameter::Value<String>', Default: NAME }]);
    expect(read(reader)).toEqual([]);
    expect(reader.dependencies).toEqual([stack]);
  });

  test('of a nested stack is read from a parameter of the stack that contains it', () => {
    const { app, stack, values, reader } = shop();
    const nested = new NestedStack(stack, 'Nested');
    const topic = useIn(reader, values.publish(new s3.CfnBucket(nested, 'Bucket').attrArn));
    const resolved = JSON.stringify(readIn(app, topic));
    expect(Object.keys(written(stack))).toEqual([NAME]);
    expect(resolved).toMatch(/^\{"in Shop":\{"Fn::GetAtt":\["NestedNestedStack\w+","Outputs\.\w+Bucket\w+Arn"\]\}\}$/);
  });

  test('is a reference in the stack of its resource, if a third stack publishes it', () => {
    const { app, bucket, stack } = shop();
    const values = new PublishedValues(new Stack(app, 'Publisher', { env: ENV }), 'Values', '/other');
    const topic = useIn(stack, values.publish(bucket.attrArn));
    expect(usedIn(topic)).toEqual(ARN);
    expect(stack.dependencies).toEqual([]);
  });

  test('is read in another stage without a dependency between the stages', () => {
    const { app, bucket, values } = shop();
    const stage = new Stage(app, 'Stage', { env: ENV });
    const reader = new Stack(stage, 'Reader');
    useIn(reader, values.publish(bucket.attrArn));
    stage.synth();
    expect(read(reader)).toEqual([{ Type: 'AWS::SSM::Parameter::Value<String>', Default: NAME }]);
    expect(reader.dependencies).toEqual([]);
  });

  test('is read by each of two stacks, which do not depend on each other', () => {
    const { app, stack, bucket, values, reader } = shop();
    const other = new Stack(app, 'Other', { env: ENV });
    const arn = values.publish(bucket.attrArn);
    const topics = [reader, other].map((consumer) => useIn(consumer, arn));
    expect(topics.map((topic) => readIn(app, topic))).toEqual([{ 'in Shop': ARN }, { 'in Shop': ARN }]);
    expect([reader, other].map(({ dependencies }) => dependencies)).toEqual([[stack], [stack]]);
  });

  test('is read from one parameter together with the other values of the publication', () => {
    const { app, stack, bucket, values, reader } = shop();
    const texts = [bucket.ref, bucket.attrDomainName, bucket.attrArn].map((text) => values.publish(text));
    const topics = texts.map((text, index) => useIn(reader, text, `Topic${index}`));
    expect(topics.map((topic) => readIn(app, topic))).toEqual([
      { 'in Shop': { Ref: 'Bucket' } },
      { 'in Shop': { 'Fn::GetAtt': ['Bucket', 'DomainName'] } },
      { 'in Shop': ARN },
    ]);
    expect(Object.keys(written(stack))).toEqual([NAME]);
    expect(read(reader)).toHaveLength(1);
  });

  test('has a place in the parameter that does not depend on the order of publication', () => {
    const inOrder = (pick: (bucket: s3.CfnBucket) => string[]) => {
      const { stack, bucket, values } = shop();
      for (const text of pick(bucket)) {
        values.publish(text);
      }
      return written(stack);
    };
    expect(inOrder(({ ref, attrArn }) => [ref, attrArn])).toEqual(inOrder(({ ref, attrArn }) => [attrArn, ref]));
  });
});

describe('published text', () => {
  test.each<[string, (bucket: s3.CfnBucket) => string, unknown]>([
    [
      'with a literal part is read as a whole',
      ({ attrArn }) => `${attrArn}/*`,
      { 'Fn::Join': ['', [{ 'in Shop': ARN }, '/*']] },
    ],
    [
      'of two values is read as a whole',
      ({ ref, attrDomainName }) => `s3://${ref}@${attrDomainName}`,
      {
        'Fn::Join': [
          '',
          ['s3://', { 'in Shop': { Ref: 'Bucket' } }, '@', { 'in Shop': { 'Fn::GetAtt': ['Bucket', 'DomainName'] } }],
        ],
      },
    ],
    [
      'of a number is read',
      (bucket) => Token.asString(Token.asNumber(bucket.getAtt('Port', ResolutionTypeHint.NUMBER))),
      { 'in Shop': { 'Fn::GetAtt': ['Bucket', 'Port'] } },
    ],
    [
      'of an expression is read',
      ({ attrDomainName }) => Fn.select(1, Fn.split('.', attrDomainName)),
      {
        'Fn::Select': [1, { 'Fn::Split': ['.', { 'in Shop': { 'Fn::GetAtt': ['Bucket', 'DomainName'] } }] }],
      },
    ],
    [
      'of a parameter of the stack is read',
      (bucket) => new CfnParameter(bucket.stack, 'Owner').valueAsString,
      { 'in Shop': { Ref: 'Owner' } },
    ],
  ])('%s', (_, textOf, expected) => {
    const { app, bucket, values, reader } = shop();
    const topic = useIn(reader, values.publish(textOf(bucket)));
    expect(readIn(app, topic)).toEqual(expected);
    expect(JSON.stringify(app.synth().getStackByName('Reader').template)).not.toContain('Fn::ImportValue');
  });

  test.each<[string, string]>([
    ['a literal', 'arn:aws:s3:::media'],
    ['an empty text', ''],
    ['a pseudo parameter', `arn:${Aws.PARTITION}:s3:::media`],
    ['an expression of pseudo parameters', Fn.join('-', [Aws.REGION, Aws.ACCOUNT_ID])],
  ])('that is %s stays as it is, without a parameter', (_, text) => {
    const { stack, values, reader } = shop();
    const topic = useIn(reader, values.publish(text));
    expect(usedIn(topic)).toEqual(reader.resolve(text));
    expect(written(stack)).toEqual({});
    expect(read(reader)).toEqual([]);
  });

  test('that is published already stays as it is', () => {
    const { app, stack, bucket, values, reader } = shop();
    const others = new PublishedValues(stack, 'Others', '/others');
    const topic = useIn(reader, others.publish(`${values.publish(bucket.attrArn)}/*`));
    expect(readIn(app, topic)).toEqual({ 'Fn::Join': ['', [{ 'in Shop': ARN }, '/*']] });
    expect(Object.keys(written(stack))).toEqual([NAME]);
  });

  test('of a resource that another publication has is read from there', () => {
    const { app, stack, bucket, values, reader } = shop();
    values.publish(bucket.attrArn);
    const topic = useIn(reader, new PublishedValues(stack, 'Others', '/others').publish(bucket.attrArn));
    expect(readIn(app, topic)).toEqual({ 'in Shop': ARN });
    expect(Object.keys(written(stack))).toEqual([NAME]);
  });

  test('may be part of a JSON text', () => {
    const { app, bucket, values, reader } = shop();
    const topic = useIn(reader, reader.toJsonString({ arn: values.publish(bucket.attrArn) }));
    expect(readIn(app, topic)).toEqual({ 'Fn::Join': ['', ['{"arn":"', { 'in Shop': ARN }, '"}']] });
  });

  test('may be part of an output', () => {
    const { app, bucket, values, reader } = shop();
    new CfnOutput(reader, 'Arn', { value: values.publish(bucket.attrArn) });
    const { Value } = app.synth().getStackByName('Reader').template.Outputs.Arn;
    expect(new CrossStackValues(app).resolve(reader, Value)).toEqual({ 'in Shop': ARN });
  });
});

describe('a key', () => {
  test.each(['a "quoted" id', 'a\\b', 'ä', ':', '|Bucket.Arn = ', 'Resource'])("may contain the id '%s'", (id) => {
    const { app, stack, bucket, values, reader } = shop();
    const other = new s3.CfnBucket(new Construct(stack, id), 'Resource');
    other.overrideLogicalId('Other');
    const topics = [bucket.attrArn, other.attrArn, other.ref].map((text, index) =>
      useIn(reader, values.publish(text), `Topic${index}`),
    );
    expect(topics.map((topic) => readIn(app, topic))).toEqual([
      { 'in Shop': ARN },
      { 'in Shop': { 'Fn::GetAtt': ['Other', 'Arn'] } },
      { 'in Shop': { Ref: 'Other' } },
    ]);
  });

  test('does not contain the ids that the publication and the resource have in common', () => {
    const stack = new Stack(new App(), 'Shop', { env: ENV });
    const platform = new Construct(stack, 'Platform');
    const values = new PublishedValues(platform, 'Values', NAME);
    values.publish(new s3.Bucket(new Construct(platform, 'Storage'), 'Media').bucketArn);
    expect(JSON.stringify(written(stack))).toContain('|Storage/Media.Arn = ');
  });
});

test('a parameter may exceed the 4 KiB of the standard tier', () => {
  const { stack, bucket, values } = shop();
  values.publish(bucket.attrArn);
  templateOf(stack).hasResourceProperties('AWS::SSM::Parameter', { Tier: 'Intelligent-Tiering', Type: 'String' });
});

test('the published property of a construct may be used in every stack', () => {
  const { app, stack, values, reader } = shop();
  const bucket = new s3.Bucket(stack, 'Media');
  values.publishProperties(bucket, 'bucketName');
  const topics = [stack, reader].map((consumer) => useIn(consumer, bucket.bucketName));
  const reference = stack.resolve(bucket.bucketName);
  expect(topics.map((topic) => readIn(app, topic))).toEqual([reference, { 'in Shop': reference }]);
});
