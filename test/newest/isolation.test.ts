import { aws_secretsmanager as secretsmanager, Validations } from 'aws-cdk-lib';
import { ServiceIsolationValidator } from '../../src';
import { allow, READ_SECRET, roleOf, secretOf, smallShop, stackOf } from '../isolation/hole';

function shopWithHole() {
  const shop = smallShop();
  roleOf(shop, 'orderservice').addToPolicy(allow([READ_SECRET], [secretOf(shop, 'userservice').secretArn]));
  Validations.of(shop.app).addPlugins(new ServiceIsolationValidator());
  return shop;
}

test('the validator fails the synthesis of an app with a hole, without getting the app', () => {
  expect(() => shopWithHole().app.synth()).toThrow(
    /orderservice reaches the secret of userservice store[\s\S]*ServiceIsolation::Policy\[orderservice:userservice-store\]/,
  );
});

test('an acknowledged hole passes, because the CDK and the validator read the same ids', () => {
  const shop = shopWithHole();
  Validations.of(roleOf(shop, 'orderservice')).acknowledge({
    id: 'ServiceIsolation::Policy[orderservice:userservice-store]',
    reason: 'orderservice migrates the users.',
  });
  expect(() => shop.app.synth()).not.toThrow();
});

test('the validator follows references for which the CDK creates no exports', () => {
  const shop = smallShop('local', { '@aws-cdk/core:defaultCrossStackReferences': 'weak' });
  const { secretArn } = new secretsmanager.Secret(stackOf(shop, 'userservice'), 'Token');
  roleOf(shop, 'orderservice').addToPolicy(allow([READ_SECRET], [secretArn]));
  const [violation] = new ServiceIsolationValidator().validateScope(shop.app).violations;
  expect(JSON.stringify(shop.app.synth().getStackByName('orderservice').template)).toContain('Fn::GetStackOutput');
  expect(violation.ruleName).toBe('Policy[orderservice:userservice]');
});
