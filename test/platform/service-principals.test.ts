import type { Template } from 'aws-cdk-lib/assertions';
import { ServiceStacks } from '../../src';
import { resourcesOf } from '../support/resources';
import { EVERY_KIND, shopOf, templatesOf } from '../support/service-stacks';

/** An AWS service that a policy allows something. */
interface Trust {
  readonly resource: string;
  readonly service: string;
  /** The condition that the request is made for a resource of the account, if the statement has it. */
  readonly forAccount: boolean;
}

/**
 * The services that assume roles without telling the role for which account. No page of AWS documents that they do, and a
 * function, proxy or backup whose role cannot be assumed does nothing. ADR 34 lists what was found.
 */
const UNDOCUMENTED = ['backup.amazonaws.com', 'lambda.amazonaws.com', 'rds.amazonaws.com'];

/** Returns the services that the policies in a template trust. */
function trusts(template: Template): Trust[] {
  return Object.entries(resourcesOf(template)).flatMap(([id, { Type, Properties }]) => {
    switch (Type) {
      case 'AWS::Lambda::Permission':
        return [permission(id, Properties)];
      case 'AWS::Logs::ResourcePolicy':
        return statements(`${Type} ${id}`, parsed(Properties?.PolicyDocument));
      default:
        return statements(`${Type} ${id}`, Properties);
    }
  });
}

/** A policy that the template contains as text; its references become texts too. */
function parsed(text: unknown): unknown {
  const parts: readonly unknown[] = Object(text)['Fn::Join']?.[1] ?? [text];
  return JSON.parse(
    parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(textOf(part)).slice(1, -1))).join(''),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The trusted services of the statements anywhere in the properties of a resource. */
function statements(resource: string, value: unknown): Trust[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const { Effect, Principal, Condition } = Object(value);
  if (Effect === 'Allow' && Principal?.Service !== undefined) {
    const forAccount = isForAccount(Condition);
    return [Principal.Service].flat().map((service) => ({ resource, service: nameOf(service), forAccount }));
  }
  return Object.values(value).flatMap((part) => statements(resource, part));
}

function permission(id: string, properties: unknown): Trust {
  const { Principal, SourceAccount } = Object(properties);
  return { resource: id, service: Principal, forAccount: SourceAccount !== undefined };
}

/** Whether a condition names the account of the resource, or a resource of the account. */
function isForAccount(condition: unknown): boolean {
  const { StringEquals, StringLike, ArnLike } = Object(condition);
  const sourceAccount: unknown = StringEquals?.['aws:SourceAccount'];
  const logGroups: readonly unknown[] = ArnLike?.['kms:EncryptionContext:aws:logs:arn'] ?? [];
  return (
    (sourceAccount !== undefined && textOf(sourceAccount) === ACCOUNT) ||
    isOfAccount(ArnLike?.['aws:SourceArn']) ||
    isOfAccount(StringLike?.['kms:EncryptionContext:aws:sns:topicArn']) ||
    (logGroups.length > 0 && logGroups.every((arn) => textOf(arn).includes(ACCOUNT)))
  );
}

function isOfAccount(arn: unknown): boolean {
  return arn !== undefined && textOf(arn).includes(ACCOUNT);
}

const ACCOUNT = JSON.stringify({ Ref: 'AWS::AccountId' });

/** The service's name; that of CloudWatch Logs contains the region. */
function nameOf(service: unknown): string {
  return typeof service === 'string' ? service : Object(service)['Fn::Join'][1][0];
}

/** The policies of platforms in every environment, in one stack and with a stack for each service. */
const TRUSTS = ['production', 'staging', 'development'].flatMap((environment) =>
  [ServiceStacks.TOGETHER, ServiceStacks.perService()].flatMap((serviceStacks) =>
    Object.values(templatesOf(shopOf({ catalogue: EVERY_KIND, serviceStacks }, environment))).flatMap(trusts),
  ),
);

test('the policies of a platform trust these services', () => {
  expect([...new Set(TRUSTS.map(({ service }) => service))].sort()).toEqual([
    'backup.amazonaws.com',
    'cloudwatch.amazonaws.com',
    'es.amazonaws.com',
    'events.amazonaws.com',
    'events.rds.amazonaws.com',
    'lambda.amazonaws.com',
    'logging.s3.amazonaws.com',
    'logs.',
    'monitoring.rds.amazonaws.com',
    'rds.amazonaws.com',
    'secretsmanager.amazonaws.com',
    'vpc-flow-logs.amazonaws.com',
  ]);
});

test('a policy trusts a service only on behalf of the account, unless the service does not tell the account', () => {
  expect(TRUSTS.filter(({ service, forAccount }) => !forAccount && !UNDOCUMENTED.includes(service))).toEqual([]);
});

test('only roles trust a service that does not tell the account', () => {
  const others = TRUSTS.filter(({ forAccount }) => !forAccount).filter(
    ({ resource }) => !/^AWS::IAM::Role /.test(resource),
  );
  expect(others).toEqual([]);
});

test.each(UNDOCUMENTED)('the list of exceptions contains %s for a reason', (service) => {
  expect(TRUSTS.some((trust) => trust.service === service && !trust.forAccount)).toBe(true);
});
