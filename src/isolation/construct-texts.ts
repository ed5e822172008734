import { CfnElement, type IResolvable, Reference, Stack, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { publishedSource } from '../parameters/published-values';
import { UNKNOWN } from './templates/placeholders';
import type { Templates } from './templates/templates';
import type { Values } from './templates/values';

/** Resolves values of constructs to the same text as values of templates. */
export class ConstructTexts {
  constructor(
    private readonly templates: Templates,
    private readonly values: Values,
  ) {}

  /** Returns the text of a value of a construct. */
  public text(value: string, scope: IConstruct): string {
    return Token.isUnresolved(value)
      ? String(
          Tokenization.reverseString(value)
            .mapTokens({ mapToken: (token) => this.ofToken(token, scope) })
            .join(new StringConcat()),
        )
      : value;
  }

  private ofToken(token: IResolvable, scope: IConstruct): string {
    const published = publishedSource(token);
    if (published) {
      return this.ofToken(published.token, published.owner);
    }
    const owner = Reference.isReference(token) && CfnElement.isCfnElement(token.target) ? token.target : scope;
    const stack = Stack.of(owner);
    const template = this.templates.of(stack);
    return (template && this.values.text(stack.resolve(token), template)) ?? UNKNOWN;
  }
}
