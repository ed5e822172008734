import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EcommerceInfrastructure, EnvironmentProviderFactory } from '../../src';

test('a stack that reads a value inside a JSON text looks for the key that the parameter contains', () => {
  const app = new App();
  const shop = new EcommerceInfrastructure(app, 'Shop', {
    provider: EnvironmentProviderFactory.create({ environment: 'development' }),
  });
  const reader = new Stack(app, 'Reader');
  new CfnOutput(reader, 'Json', { value: reader.toJsonString({ vpc: shop.vpc.vpcId }) });

  const [{ Properties: network }] = Object.values(
    Template.fromStack(shop).findResources('AWS::SSM::Parameter', {
      Properties: { Name: '/development/_platform/network' },
    }),
  );
  const delimiter = '|Network/Vpc=';
  expect(JSON.stringify(network.Value)).toContain(JSON.stringify(delimiter));
  const afterKey = { 'Fn::Select': [1, { 'Fn::Split': [delimiter, { Ref: Match.anyValue() }] }] };
  const value = { 'Fn::Select': [0, { 'Fn::Split': ['|', afterKey] }] };
  Template.fromStack(reader).hasOutput('Json', { Value: { 'Fn::Join': ['', ['{"vpc":"', value, '"}']] } });
});
