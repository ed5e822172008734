import { type aws_kms as kms, aws_logs as logs, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * The names of the log groups in the app that the key's policy does not name, as CloudFormation deploys both: it generates
 * the name of a log group from the name of the stack, the logical id and random characters.
 */
export function unnamedLogGroups(key: kms.CfnKey, groups: readonly logs.CfnLogGroup[]): string[] {
  const patterns = patternsOf(key).map((pattern) => new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`));
  return groups.map(deployedName).filter((name) => !patterns.some((pattern) => pattern.test(name)));
}

/** The log groups below a construct that a key encrypts. */
export function encryptedLogGroups(scope: IConstruct): logs.CfnLogGroup[] {
  return scope.node
    .findAll()
    .filter((child): child is logs.CfnLogGroup => child instanceof logs.CfnLogGroup && child.kmsKeyId !== undefined);
}

/** The names and patterns of log groups in the policy of a key. */
export function patternsOf(key: kms.CfnKey): string[] {
  const stack = Stack.of(key);
  const statements: readonly unknown[] = Object(stack.resolve(key.keyPolicy)).Statement;
  return statements
    .flatMap((statement) => Object(statement).Condition?.ArnLike?.['kms:EncryptionContext:aws:logs:arn'] ?? [])
    .map((arn) => textIn(stack, arn).replace(/^arn:.*:log-group:/, ''));
}

function deployedName(group: logs.CfnLogGroup): string {
  const stack = Stack.of(group);
  return (
    stack.resolve(group.logGroupName) ?? `${deployedStackName(stack)}-${stack.resolve(group.logicalId)}-3wq9IeQ0PzXa`
  );
}

function deployedStackName(stack: Stack): string {
  const { nestedStackParent: parent, nestedStackResource: resource } = stack;
  return parent && resource
    ? `${deployedStackName(parent)}-${parent.resolve(Object(resource).logicalId)}-1XQ7F4T9`
    : stack.stackName;
}

function textIn(stack: Stack, arn: unknown): string {
  const pseudo: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::Region': 'eu-central-1',
    'AWS::AccountId': '123456789012',
    'AWS::StackName': deployedStackName(stack),
  };
  const parts: readonly unknown[] = Object(arn)['Fn::Join']?.[1] ?? [arn];
  return parts.map((part) => (typeof part === 'string' ? part : pseudo[Object(part).Ref])).join('');
}

function literal(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
