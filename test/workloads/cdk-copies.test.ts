import { aws_ecs as ecs, aws_lambda as lambda } from 'aws-cdk-lib';
import { Workload } from '../../src';
import { acknowledgedInTree } from '../controls/acknowledgements';

type Cdk = typeof import('aws-cdk-lib');

/** Creates a construct with a second copy of aws-cdk-lib, which an app has when a dependency brings its own. */
function createWithCopy<T>(create: (cdk: Cdk) => T): T {
  const created: T[] = [];
  jest.isolateModules(() => {
    created.push(create(require('aws-cdk-lib')));
  });
  return created[0];
}

test('a Lambda function of another copy of aws-cdk-lib gets settings', () => {
  const handler = createWithCopy(
    (cdk) =>
      new cdk.aws_lambda.Function(new cdk.Stack(new cdk.App(), 'Test'), 'Handler', {
        runtime: cdk.aws_lambda.Runtime.NODEJS_22_X,
        code: cdk.aws_lambda.Code.fromInline('exports.handler = async () => {};'),
        handler: 'index.handler',
      }),
  );
  expect(handler).not.toBeInstanceOf(lambda.Function);
  expect(() => Workload.lambdaFunction(handler).addSetting('HOST', 'db.example')).not.toThrow();
});

test("the user's variables in a task of another copy of aws-cdk-lib remain a finding", () => {
  const task = createWithCopy((cdk) => {
    const { ContainerImage, FargateTaskDefinition } = cdk.aws_ecs;
    const definition = new FargateTaskDefinition(new cdk.Stack(new cdk.App(), 'Test'), 'Task');
    definition.addContainer('app', { image: ContainerImage.fromRegistry('shop/app'), environment: { TOKEN: 'x' } });
    return definition;
  });
  expect(task).not.toBeInstanceOf(ecs.FargateTaskDefinition);
  Workload.ecsTask(task, []).addSetting('HOST', 'db.example');
  expect(acknowledgedInTree(task)).toEqual([]);
});
