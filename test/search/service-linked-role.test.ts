import { join } from 'node:path';
import { App, aws_ec2 as ec2, aws_lambda as lambda, aws_opensearchservice as opensearch, Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  DevelopmentProvider,
  EcommerceInfrastructure,
  OpenSearchServiceLinkedRole,
  SearchConstruct,
  type SearchOptions,
} from '../../src';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

const REQUIRED = 'Custom::OpenSearchServiceLinkedRole';
const DOMAIN = 'AWS::OpenSearchService::Domain';

/** Creates a domain for each of the options in one stack. */
function domains(...all: SearchOptions[]): Template {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const provider = new AWSProvider();
  for (const [index, options] of all.entries()) {
    new SearchConstruct(stack, `Search${index}`, { provider, vpc, ...options });
  }
  return templateOf(stack);
}

/** The properties of the resource of a type that belongs to the function for the service-linked role. */
function ofFunction(template: Template, type: string): Record<string, unknown> {
  const found = Object.entries(template.findResources(type)).filter(([id]) =>
    id.startsWith('CustomOpenSearchRoleProvider'),
  );
  expect(found).toHaveLength(1);
  return found[0][1].Properties;
}

/** Returns the actions that the function may call. */
function actions(template: Template): string[] {
  const Properties = ofFunction(template, 'AWS::IAM::ManagedPolicy');
  const statements: Array<{ Action: string | string[] }> = Object(Properties.PolicyDocument).Statement;
  return statements.flatMap(({ Action }) => Action);
}

function modes(template: Template): unknown[] {
  return Object.values(template.findResources(REQUIRED)).map(({ Properties }) => Properties.Mode);
}

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const { ENSURE, EXISTING } = OpenSearchServiceLinkedRole;

test('by default, the stack may create the role', () => {
  const template = domains({});
  expect(modes(template)).toEqual([ENSURE]);
  expect(actions(template)).toEqual(['iam:GetRole', ...LOGS, 'iam:CreateServiceLinkedRole']);
});

test('with EXISTING, the stack may only look the role up', () => {
  const template = domains({ serviceLinkedRole: EXISTING });
  expect(modes(template)).toEqual([EXISTING]);
  expect(actions(template)).toEqual(['iam:GetRole', ...LOGS]);
});

test('the function may look the role up with and without its path, which IAM does not know while the role is missing', () => {
  const Properties = ofFunction(domains({}), 'AWS::IAM::ManagedPolicy');
  const [lookup] = Object(Properties.PolicyDocument).Statement;
  const arns = lookup.Resource.map((arn: unknown) => JSON.stringify(arn).match(/(?<=:role\/)[^"]*/)?.[0]);
  expect(lookup.Action).toBe('iam:GetRole');
  expect(arns).toEqual([
    'aws-service-role/opensearchservice.amazonaws.com/AWSServiceRoleForAmazonOpenSearchService',
    'AWSServiceRoleForAmazonOpenSearchService',
  ]);
});

test('no stack owns the role, so that no stack deletes it', () => {
  domains({}).resourceCountIs('AWS::IAM::ServiceLinkedRole', 0);
});

test('the domains of a stack have one function, and a custom resource each', () => {
  const template = domains({ serviceLinkedRole: EXISTING }, {}, {});
  ofFunction(template, 'AWS::Lambda::Function');
  expect(modes(template)).toEqual([EXISTING, ENSURE, ENSURE]);
  expect(actions(template)).toEqual(['iam:GetRole', ...LOGS, 'iam:CreateServiceLinkedRole']);
});

test('each of two platforms in an account has its own function, and both look up the same role', () => {
  const app = new App();
  const env = { account: '123456789012', region: 'eu-central-1' };
  const provider = new DevelopmentProvider();
  const platforms = ['north', 'south'].map(
    (environmentName) => new EcommerceInfrastructure(app, environmentName, { env, provider, environmentName }),
  );
  const roles = platforms.map((stack) => {
    const policies = Object.entries(templateOf(stack).findResources('AWS::IAM::ManagedPolicy'));
    const [, policy] = policies.find(([id]) => id.startsWith('CustomOpenSearchRoleProvider')) ?? [];
    return policy?.Properties.PolicyDocument.Statement[0].Resource;
  });
  expect(JSON.stringify(roles[0])).toContain(
    '123456789012:role/aws-service-role/opensearchservice.amazonaws.com/AWSServiceRoleForAmazonOpenSearchService',
  );
  expect(roles[1]).toEqual(roles[0]);
});

test('an imported domain needs no function', () => {
  const stack = threeZoneStack();
  SearchConstruct.fromSearchAttributes(stack, 'Search', {
    vpc: existingVpc(stack),
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'),
    domain: opensearch.Domain.fromDomainAttributes(stack, 'Domain', {
      domainArn: 'arn:aws:es:eu-central-1:123456789012:domain/shared',
      domainEndpoint: 'vpc-shared.eu-central-1.es.amazonaws.com',
    }),
  });
  templateOf(stack).resourceCountIs(REQUIRED, 0);
  templateOf(stack).resourceCountIs('AWS::Lambda::Function', 0);
});

test('the asset of the function is its folder without type declarations', () => {
  const fromAsset = jest.spyOn(lambda.Code, 'fromAsset');
  domains({});
  expect(fromAsset.mock.calls).toContainEqual([join(__dirname, '../../src/search/function'), { exclude: ['*.d.ts'] }]);
});

test('the ids of the function do not depend on the path above the stack', () => {
  const ids = [new App(), new Stack(new App(), 'Above')].map((scope) => {
    const stack = new Stack(scope, 'Test', { env: { account: '123456789012', region: 'eu-central-1' } });
    new SearchConstruct(stack, 'Search', { provider: new AWSProvider(), vpc: existingVpc(stack) });
    return Object.keys(templateOf(stack).toJSON().Resources).filter((id) => /RoleProvider|ServiceLinkedRole/.test(id));
  });
  expect(ids[0]).toHaveLength(5);
  expect(ids[1]).toEqual(ids[0]);
});

describe('CloudFormation creates the domain after', () => {
  /** Returns the logical ids that a resource waits for, directly or not, of the resources of a type. */
  function awaited(template: Template, id: string, type: string): string[] {
    const resources: Record<string, { Type: string }> = template.toJSON().Resources;
    const found = new Set<string>();
    const visit = (from: string): void => {
      const text = JSON.stringify(resources[from]);
      for (const to of Object.keys(resources)) {
        if (to !== from && text.includes(`"${to}"`) && !found.has(to)) {
          found.add(to);
          visit(to);
        }
      }
    };
    visit(id);
    return [...found].filter((to) => resources[to].Type === type).sort();
  }

  const [first, second] = ['^Search0Domain', '^Search1Domain'].map((pattern) => new RegExp(pattern));
  const idOf = (template: Template, pattern: RegExp, type = DOMAIN): string => {
    const [id = ''] = Object.keys(template.findResources(type)).filter((at) => pattern.test(at));
    return id;
  };

  test('the service-linked role works', () => {
    const template = domains({}, {});
    for (const [pattern, required] of [
      [first, '^Search0ServiceLinkedRole'],
      [second, '^Search1ServiceLinkedRole'],
    ] as const) {
      expect(awaited(template, idOf(template, pattern), REQUIRED)).toEqual([expect.stringMatching(required)]);
    }
  });

  test.each([
    ['the resource policy of its logs, three roles and the function', {}, 3],
    [
      'the resource policy of its logs, two roles and the function',
      { masterUserArn: 'arn:aws:iam::123456789012:role/x' },
      2,
    ],
  ])('%s, in this order', (_, options, roles) => {
    const template = domains(options);
    const domain = idOf(template, first);
    const between = awaited(template, domain, 'AWS::IAM::Role');
    expect(between).toHaveLength(roles);
    for (const role of between) {
      expect(awaited(template, role, 'AWS::Logs::ResourcePolicy')).toEqual([
        expect.stringMatching('^Search0LogsResourcePolicy'),
      ]);
      expect(awaited(template, idOf(template, /ServiceLinkedRole/, REQUIRED), 'AWS::IAM::Role')).toContain(role);
    }
    expect(awaited(template, domain, 'AWS::Lambda::Function')).toHaveLength(1);
  });

  test('the roles and the function, when there is no resource policy', () => {
    const template = domains({ logsResourcePolicy: false });
    expect(awaited(template, idOf(template, first), 'AWS::IAM::Role')).toHaveLength(3);
    expect(awaited(template, idOf(template, first), 'AWS::Lambda::Function')).toHaveLength(1);
  });

  test('the function may look the role up and write its log', () => {
    const template = domains({});
    expect(awaited(template, idOf(template, /ServiceLinkedRole/, REQUIRED), 'AWS::IAM::ManagedPolicy')).toHaveLength(1);
  });
});
