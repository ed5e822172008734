import { aws_iam as iam } from 'aws-cdk-lib';
import { AWSProvider, SearchConstruct, type SearchOptions } from '../../src';
import { ACCOUNT_ROOT } from '../support/key-policies';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

function search(options: SearchOptions = {}) {
  const stack = threeZoneStack();
  const construct = new SearchConstruct(stack, 'Search', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    ...options,
  });
  const trust = () =>
    templateOf(stack).findResources('AWS::IAM::Role').SearchAdminRole39B48159.Properties.AssumeRolePolicyDocument
      .Statement;
  return { construct, trust };
}

/** The account's root user, the only principal whose ARN this is, cannot assume a role. */
const NOBODY = {
  Action: 'sts:AssumeRole',
  Effect: 'Allow',
  Principal: ACCOUNT_ROOT,
  Condition: { ArnEquals: { 'aws:PrincipalArn': ACCOUNT_ROOT.AWS } },
};

/** The function that gives services their rights. */
const FUNCTION = {
  Action: 'sts:AssumeRole',
  Effect: 'Allow',
  Principal: { AWS: { 'Fn::GetAtt': [expect.stringMatching(/^SearchLoginsFunctionRole/), 'Arn'] } },
};

test.each<[string, SearchOptions]>([
  ['by default', {}],
  ['with an empty list of administrators', { administrators: [] }],
])('%s, only the function may assume the role of the administrator', (_when, options) => {
  expect(search(options).trust()).toEqual([NOBODY, FUNCTION]);
});

test('only the administrators and the function may assume the role', () => {
  const team = new iam.ArnPrincipal('arn:aws:iam::123456789012:role/search-team');
  const federated = new iam.SamlConsolePrincipal(
    iam.SamlProvider.fromSamlProviderArn(threeZoneStack(), 'Provider', 'arn:aws:iam::123456789012:saml-provider/staff'),
    { StringLike: { 'SAML:eduPersonAffiliation': 'search' } },
  );
  expect(search({ administrators: [team, federated] }).trust()).toEqual([
    { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:role/search-team' } },
    {
      Action: 'sts:AssumeRoleWithSAML',
      Condition: {
        StringEquals: { 'SAML:aud': expect.anything() },
        StringLike: { 'SAML:eduPersonAffiliation': 'search' },
      },
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::123456789012:saml-provider/staff' },
    },
    FUNCTION,
  ]);
});

test('the account root as administrator leaves the decision to the policies of the account', () => {
  expect(search({ administrators: [new iam.AccountRootPrincipal()] }).trust()).toEqual([
    { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: ACCOUNT_ROOT },
    FUNCTION,
  ]);
});

test('the app may add principals to the trust policy', () => {
  const { construct, trust } = search();
  construct.adminRole?.assumeRolePolicy?.addStatements(
    new iam.PolicyStatement({
      actions: ['sts:AssumeRole'],
      principals: [new iam.ArnPrincipal('arn:aws:iam::123456789012:role/search-team')],
    }),
  );
  expect(trust()).toEqual([
    NOBODY,
    FUNCTION,
    { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:role/search-team' } },
  ]);
});

describe('beside masterUserArn', () => {
  const masterUserArn = 'arn:aws:iam::123456789012:role/search-team';

  test('administrators are rejected', () => {
    expect(() => search({ masterUserArn, administrators: [new iam.AccountRootPrincipal()] })).toThrow(
      'administrators must be left out if `masterUserArn` is set, because the app does not create the role that they would ' +
        'assume, got 1 principal. Add the principals to the trust policy of the role where it is created, or remove ' +
        '`masterUserArn`. (in Test/Search)',
    );
  });

  test('an empty list is accepted', () => {
    expect(search({ masterUserArn, administrators: [] }).construct.adminRole).toBeUndefined();
  });
});
