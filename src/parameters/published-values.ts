import {
  CfnElement,
  Intrinsic,
  type IResolvable,
  type IResolveContext,
  Lazy,
  Reference,
  Stack,
  StringConcat,
  aws_ssm as ssm,
  Token,
  Tokenization,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { digest, topLevelStack } from '../naming/stack-path';
import { deployAfter } from './stack-dependency';

/**
 * Writes values of a stack, such as ids and endpoints, to one parameter of Systems Manager, from which other stacks of
 * the app read them. The CDK would export them, and CloudFormation neither changes nor deletes an export that a stack
 * imports.
 *
 * The parameter contains all values by key, `|Bucket.Arn = arn:aws:s3:::media|Key.Arn = arn:aws:kms:...|`, so that a stack
 * needs few parameters. It is no JSON: the CDK would escape quotes in the expression that reads a value, where the
 * expression is part of a JSON text.
 */
export class PublishedValues extends Construct {
  private readonly values = new Map<string, IResolvable>();
  private readonly readers = new Set<Stack>();

  constructor(
    scope: Construct,
    id: string,
    public readonly parameterName: string,
  ) {
    super(scope, id);
  }

  /** The value of the parameter. */
  public get text(): string {
    const sorted = [...this.values].sort(([one], [other]) => (one < other ? -1 : 1));
    return `|${sorted.map(([key, token]) => `${key} = ${Token.asString(token)}|`).join('')}`;
  }

  /** Whether another stack reads the parameter; known when the CDK has resolved the references of the app. */
  public get isRead(): boolean {
    return this.readers.size > 0;
  }

  /**
   * Returns the text, which a stack other than this one then reads from the parameter. Text that is known at synthesis,
   * and values that are published already, stay as they are.
   */
  public publish(text: string): string {
    if (!Token.isUnresolved(text)) {
      return text;
    }
    return Tokenization.reverseString(text)
      .mapTokens({ mapToken: (token) => this.published(token) ?? token })
      .join(new StringConcat());
  }

  /**
   * Publishes properties of a construct of the CDK, such as the id of a security group, so that code of a user may use
   * the construct in every stack. Only for constructs that the library creates: their users share the changed property.
   */
  public publishProperties<P extends string>(
    construct: { readonly [property in P]: string },
    ...properties: P[]
  ): void {
    for (const property of properties) {
      Object.defineProperty(construct, property, { value: this.publish(construct[property]) });
    }
  }

  /** Returns the value of a key for an element of the stack, which gets a parameter of CloudFormation for it. */
  public valueIn(consumer: Stack, key: string): unknown {
    this.requireDeployedBefore(consumer);
    const all = ssm.StringParameter.valueForStringParameter(consumer, this.parameterName);
    const afterKey = { 'Fn::Select': [1, { 'Fn::Split': [`|${key} = `, all] }] };
    return { 'Fn::Select': [0, { 'Fn::Split': ['|', afterKey] }] };
  }

  /** Publishes the value of an element, unless it is published. Returns undefined for a token that has none. */
  private published(token: IResolvable): IResolvable | undefined {
    if (isAttribute(token)) {
      const values = PUBLISHED.get(token.target) ?? new Map<string, PublishedValue>();
      PUBLISHED.set(token.target, values);
      const value = values.get(token.displayName) ?? this.add(this.keyOf(token), token, token.target);
      values.set(token.displayName, value);
      return value;
    }
    const expression = token instanceof Intrinsic ? JSON.stringify(Stack.of(this).resolve(token)) : '';
    return hasAttribute(expression) ? this.add(digest([expression]), token, this) : undefined;
  }

  private add(key: string, token: IResolvable, owner: IConstruct): PublishedValue {
    if (this.values.size === 0) {
      this.createParameter();
    }
    this.values.set(key, token);
    return new PublishedValue(this, key, token, owner);
  }

  private createParameter(): void {
    new ssm.CfnParameter(this, 'Parameter', {
      name: this.parameterName,
      description: 'Values that other stacks read',
      type: 'String',
      tier: ssm.ParameterTier.INTELLIGENT_TIERING,
      value: Lazy.string({ produce: () => this.text }),
    });
  }

  /** The path of the element from here, and its attribute: `SecurityGroup.GroupId`. It contains no space and no `|`. */
  private keyOf({ target, displayName }: Reference): string {
    const { scopes } = this.node; // assembled at each read
    const path = target.node.scopes.filter((scope) => !scopes.includes(scope)).map(({ node }) => node.id);
    const name = (path.length > 1 && path.at(-1) === 'Resource' ? path.slice(0, -1) : path).join('/');
    return encodeURI(displayName === 'Ref' ? name : `${name}.${displayName}`);
  }

  private requireDeployedBefore(consumer: Stack): void {
    if (!this.readers.has(consumer)) {
      this.readers.add(consumer);
      deployAfter(consumer, this, `reads ${this.parameterName}`);
    }
  }
}

/** A value of an element of a stack, which other stacks resolve to the value in a parameter. */
class PublishedValue implements IResolvable {
  public readonly creationStack = [];
  /** The stacks that refer to the element itself. */
  private near?: Stack[];

  constructor(
    private readonly values: PublishedValues,
    private readonly key: string,
    public readonly token: IResolvable,
    public readonly owner: IConstruct,
  ) {}

  public resolve({ scope }: IResolveContext): unknown {
    const consumer = topLevelStack(scope);
    this.near ??= [this.values, this.owner].map(topLevelStack); // the CDK resolves a value often
    const isNear = this.near.includes(consumer);
    // The CDK says how a stack may refer to a stack of another account or region, where the parameter does not exist.
    return isNear || isElsewhere(consumer, topLevelStack(this.values))
      ? this.token
      : this.values.valueIn(Stack.of(scope), this.key);
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** Returns the token whose value a token publishes, or another token itself. */
export function unpublished(token: unknown): unknown {
  return token instanceof PublishedValue ? token.token : token;
}

/** Returns the value that a token publishes, and the construct whose stack contains it; undefined for another token. */
export function publishedSource(token: IResolvable): { token: IResolvable; owner: IConstruct } | undefined {
  return token instanceof PublishedValue ? { token: token.token, owner: token.owner } : undefined;
}

/** Whether two stacks are known to be in different accounts or regions. */
function isElsewhere(one: Stack, other: Stack): boolean {
  return [
    [one.account, other.account],
    [one.region, other.region],
  ].some(([own, others]) => !Token.isUnresolved(own) && !Token.isUnresolved(others) && own !== others);
}

/** Whether a token stands for an attribute of an element, and not for a pseudo parameter such as the region. */
function isAttribute(token: IResolvable): token is Reference {
  return Reference.isReference(token) && CfnElement.isCfnElement(token.target);
}

/** Whether an expression, such as `Fn::Select` from a list, contains an attribute of an element. */
function hasAttribute(expression: string): boolean {
  return /"Fn::GetAtt"|"Ref":"(?!AWS::)/.test(expression);
}

/** The published values of elements, by attribute. */
const PUBLISHED = new WeakMap<IConstruct, Map<string, PublishedValue>>();
