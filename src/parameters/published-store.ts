import {
  CfnElement,
  aws_ec2 as ec2,
  type IResolvable,
  Reference,
  type Stack,
  StringConcat,
  Token,
  Tokenization,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { accessData, withTexts } from '../access/access-data';
import { idFrom, topLevelStack } from '../naming/stack-path';
import type { IServiceStore } from '../stores/store-contract';
import type { PublishedValues } from './published-values';

/** Returns the values that a stack publishes. */
type ValuesOfStack = (stack: Stack) => PublishedValues;

/**
 * Returns the store of a service for the service's stack.
 *
 * Resources of other stacks, such as an existing database, publish their values in their stacks. The security groups of
 * other stacks are imported, so that their rules for the service are in the stack of the service: those stacks are deployed
 * before it, and must not refer to it.
 */
export function publishedStore(own: Stack, store: IServiceStore, valuesOf: ValuesOfStack): IServiceStore {
  const isForeign = (construct: IConstruct) => topLevelStack(construct) !== own;
  const publish = (text: string) => publishedText(own, text, valuesOf);
  const { rules } = withTexts(accessData(own, store), publish);
  const { securityGroups, defaultPort } = store.connections;
  if (!defaultPort || !securityGroups.some(isForeign)) {
    return store;
  }
  const imported = securityGroups.map((group) =>
    isForeign(group) ? importedGroup(own, group, valuesOf(topLevelStack(group))) : group,
  );
  const connections = new ec2.Connections({ securityGroups: imported, defaultPort: ec2.Port.tcp(rules[0].port) });
  return Object.create(store, { connections: { value: connections, enumerable: true } });
}

/** Returns a text for the service's stack. Resources of other stacks publish their values in their stacks. */
export function publishedText(own: Stack, text: string, valuesOf: ValuesOfStack): string {
  return Tokenization.reverseString(text)
    .mapTokens({
      mapToken: (token) => {
        const target = targetOf(token);
        return target && topLevelStack(target) !== own ? publishedToken(token, valuesOf(topLevelStack(target))) : token;
      },
    })
    .join(new StringConcat());
}

/** The element whose attribute a token stands for. */
function targetOf(token: IResolvable): CfnElement | undefined {
  return Reference.isReference(token) && CfnElement.isCfnElement(token.target) ? token.target : undefined;
}

function publishedToken(token: IResolvable, values: PublishedValues): IResolvable {
  return Tokenization.reverseString(values.publish(Token.asString(token))).firstToken ?? token;
}

function importedGroup(own: Stack, group: ec2.ISecurityGroup, values: PublishedValues): ec2.ISecurityGroup {
  const id = values.publish(group.securityGroupId);
  return ec2.SecurityGroup.fromSecurityGroupId(own, `Store${idFrom(own, group)}`, id);
}
