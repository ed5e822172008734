import { aws_iam as iam, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { analyse } from '../../src/isolation/analysis';
import { allow, type Hole, READ_SECRET, roleOf, smallShop } from './hole';
import { expectToBeNamed } from './naming-holes';
import type { Shop } from './shop';

const ORDERS = { rule: 'Policy', subject: 'orderservice', path: 'orderservice/' };

/** The secret of the login of a service on the broker. */
function loginSecret({ platform }: Shop, service: string): secretsmanager.Secret {
  const [secret] = platform
    .service(service)
    .node.findAll()
    .filter((construct) => construct instanceof secretsmanager.Secret)
    .filter(({ node }) => node.path.includes('/Broker/'));
  return secret;
}

const HOLES: Hole[] = [
  {
    ...ORDERS,
    name: 'the secret of the login of another service on the broker',
    object: 'paymentservice',
    plant: (shop) =>
      roleOf(shop, 'orderservice').addToPolicy(allow([READ_SECRET], [loginSecret(shop, 'paymentservice').secretArn])),
  },
  {
    ...ORDERS,
    name: 'writing the secret of the login of another service on the broker',
    object: 'paymentservice',
    plant: (shop) =>
      roleOf(shop, 'orderservice').addToPolicy(
        allow(['secretsmanager:PutSecretValue'], [loginSecret(shop, 'paymentservice').secretArn]),
      ),
  },
  {
    ...ORDERS,
    name: 'the secret of the administrator of the broker',
    object: 'messaging',
    plant: (shop) =>
      roleOf(shop, 'orderservice').addToPolicy(allow([READ_SECRET], [shop.platform.messaging?.secret.secretArn ?? ''])),
  },
];

expectToBeNamed({ 'logins on the broker': HOLES });

test('the function of the broker may not delete the secret of a login', () => {
  const shop = smallShop();
  const { node } = shop.platform;
  const roles = node.findAll().filter((construct) => construct instanceof iam.Role);
  const [ofLogins] = roles.filter((role) => role.node.path.includes('/Messaging/Logins/'));
  const secret = loginSecret(shop, 'paymentservice');
  ofLogins.addToPrincipalPolicy(allow(['secretsmanager:DeleteSecret'], [secret.secretArn]));
  shop.app.synth();
  expect(analyse(shop.app).findings).toEqual([
    expect.objectContaining({ object: 'paymentservice', description: expect.stringContaining('DeleteSecret') }),
  ]);
});
