import { Aws, aws_iam as iam, type aws_kms as kms, Lazy, aws_logs as logs, Stack, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

/** Props of a log group. The encryption key is a KMS key, although the CDK also accepts other types. */
export interface LogGroupProps extends Omit<logs.LogGroupProps, 'encryptionKey'> {
  readonly encryptionKey?: kms.IKey;
}

/**
 * Creates a log group, encrypted with the key if one is passed. Otherwise, CloudWatch Logs encrypts it with its own key.
 *
 * The policy of an imported key must already allow the principal `logs.<region>.amazonaws.com`, in China
 * `logs.<region>.amazonaws.com.cn`.
 */
export function createLogGroup(scope: Construct, id: string, props: LogGroupProps): logs.LogGroup {
  const logGroup = new logs.LogGroup(scope, id, props);
  if (props.encryptionKey) {
    allowLogGroup(props.encryptionKey, logGroup);
  }
  return logGroup;
}

/**
 * Allows CloudWatch Logs to use the key for one log group, also of another stack. The policy contains the name as text: a
 * reference to the log group, which references the key, would be a cycle.
 *
 * Returns whether the app has the policy of the key.
 */
export function allowLogGroup(key: kms.IKey, logGroup: logs.ILogGroup): boolean {
  const policy = KeyPolicyForLogs.of(key);
  policy.logGroups.add(logGroup);
  return policy.isOwn;
}

/** Allows CloudWatch Logs to use the key for the log groups with a name, which can contain the wildcard `*`. */
export function allowLogGroupsNamed(key: kms.IKey, ...names: string[]): void {
  const policy = KeyPolicyForLogs.of(key);
  for (const name of names) {
    policy.names.add(name);
  }
}

/**
 * The statement of a key's policy that allows CloudWatch Logs to use the key, for log groups with certain names.
 *
 * These are the names that CloudFormation generates for the log groups of the construct that contains the key, and the names
 * that the app adds. A log group that is retained, when the app no longer contains it, can be read only as long as the
 * policy names it. That is why the first ones have one pattern.
 */
class KeyPolicyForLogs {
  public static of(key: kms.IKey): KeyPolicyForLogs {
    const policy = POLICIES.get(key) ?? new KeyPolicyForLogs(key);
    POLICIES.set(key, policy);
    return policy;
  }

  public readonly logGroups = new Set<logs.ILogGroup>();
  public readonly names: Set<string>;
  public readonly isOwn: boolean;
  private readonly stack: Stack;

  private constructor(key: kms.IKey) {
    this.stack = Stack.of(key);
    this.names = new Set([`${Aws.STACK_NAME}-${startOfLogicalIds(key.node.scope ?? key)}*`]);
    this.isOwn = key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(`logs.${Aws.REGION}.${Aws.URL_SUFFIX}`)],
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
        resources: ['*'],
        conditions: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Lazy.uncachedAny({ produce: () => this.arns() }) },
        },
      }),
    ).statementAdded;
  }

  /** In an order that does not depend on the order of the constructs. A name that a pattern covers is left out. */
  private arns(): string[] {
    const names = [...new Set([...this.names, ...[...this.logGroups].map((logGroup) => this.nameOf(logGroup))])];
    return names
      .filter((name) => !names.some((other) => other !== name && covers(other, name)))
      .sort()
      .map((name) => `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${name}`);
  }

  private nameOf(logGroup: logs.ILogGroup): string {
    const { defaultChild } = logGroup.node;
    if (!(defaultChild instanceof logs.CfnLogGroup)) {
      return logGroup.logGroupName;
    }
    const stack = Stack.of(defaultChild);
    const name: unknown = stack.resolve(defaultChild.logGroupName);
    if (name === undefined) {
      return `${this.nameOfStack(stack)}-${stack.resolve(defaultChild.logicalId)}-*`; // CloudFormation generates the end
    }
    return typeof name === 'string' ? name : Token.asString(defaultChild.logGroupName);
  }

  /** The name of a stack. CloudFormation generates that of a nested stack; it starts with the name of its parent. */
  private nameOfStack(stack: Stack): string {
    if (stack === this.stack) {
      return Aws.STACK_NAME;
    }
    return stack.nestedStackParent ? `${this.nameOfStack(stack.nestedStackParent)}-*` : stack.stackName;
  }
}

/** The text that the logical ids of the resources in a construct start with, as the CDK makes them from the path. */
function startOfLogicalIds(scope: IConstruct): string {
  return scope.node.scopes
    .slice(Stack.of(scope).node.scopes.length)
    .map(({ node }) => node.id)
    .filter((id) => id !== 'Default')
    .filter((id, index, ids) => !ids[index - 1]?.endsWith(id))
    .filter((id) => id !== 'Resource')
    .map((id) => id.replace(/[^A-Za-z0-9]/g, ''))
    .join('')
    .slice(0, READABLE_PART);
}

/** Whether a pattern covers all names of another one. */
function covers(pattern: string, name: string): boolean {
  const literals = pattern.split('*').map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`).test(name);
}

const POLICIES = new WeakMap<kms.IKey, KeyPolicyForLogs>();
/** The length after which the CDK cuts the part of a logical id that people can read. */
const READABLE_PART = 240;
