import { App, CfnResource } from 'aws-cdk-lib';
import { EcommerceInfrastructure, EnvironmentProviderFactory, ServiceCatalogue, ServiceStacks } from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';

// Apps created by `cdk init` set this flag, which makes every finding of the CDK's built-in validator an error.
const FINDINGS_AS_ERRORS = { '@aws-cdk/core:validateAgainstDefaultRules': true };

beforeEach(() => {
  delete process.env.CDK_VALIDATION;
});

function appOf(
  environment: string,
  context: Record<string, unknown>,
  catalogue = ServiceCatalogue.PHASE_ONE,
  serviceStacks = ServiceStacks.TOGETHER,
): { app: App; stack: EcommerceInfrastructure } {
  const app = new App({ context: { ...context, ...FINDINGS_AS_ERRORS } });
  const provider = EnvironmentProviderFactory.create({ environment });
  return { app, stack: new EcommerceInfrastructure(app, 'Ecommerce', { provider, catalogue, serviceStacks }) };
}

describe.each(FEATURE_FLAGS)("the CDK's built-in validator, %s,", (_, context) => {
  test.each(['local', 'development', 'staging', 'production'])('has no findings in %s', (environment) => {
    for (const catalogue of [ServiceCatalogue.PHASE_ONE, ServiceCatalogue.PHASE_TWO]) {
      expect(() => appOf(environment, context, catalogue).app.synth()).not.toThrow();
    }
  });

  test('has no findings in production if each service has a stack', () => {
    for (const catalogue of [ServiceCatalogue.PHASE_ONE, ServiceCatalogue.PHASE_TWO]) {
      const { app, stack } = appOf('production', context, catalogue, ServiceStacks.perService());
      expect(stack.stacks).toHaveLength(9);
      expect(() => app.synth()).not.toThrow();
    }
  });
});

test.each(['mq.m7g.2xlarge', 'mq.m7g.16xlarge'])(
  "the CDK's built-in validator accepts a broker on %s, which the validator does not list",
  (type) => {
    const app = new App({ context: FINDINGS_AS_ERRORS });
    const provider = EnvironmentProviderFactory.create({ environment: 'local' });
    new EcommerceInfrastructure(app, 'Ecommerce', { provider, messaging: { instanceType: type } });
    expect(() => app.synth()).not.toThrow();
  },
);

test("the CDK's built-in validator rejects an invalid broker", () => {
  const { app, stack } = appOf('local', {});
  new CfnResource(stack, 'Fault', {
    type: 'AWS::AmazonMQ::Broker',
    properties: {
      BrokerName: 'fault',
      DeploymentMode: 'SINGLE_INSTANCE',
      EngineType: 'RABBITMQ',
      HostInstanceType: 'mq.t3.medium',
      PubliclyAccessible: false,
      Users: [{ Username: 'somebody', Password: '{{resolve:secretsmanager:s:SecretString:p}}' }],
    },
  });
  expect(() => app.synth()).toThrow(/validation-report/);
});
