import {
  type CfnElement,
  CfnOutput,
  CfnParameter,
  Names,
  NestedStack,
  type NestedStackProps,
  Reference,
  Tokenization,
} from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { idFrom } from '../naming/stack-path';

/**
 * A nested stack with logins.
 *
 * The CDK makes a parameter for each value of the stack around it, and an output for each value that this stack uses. Their
 * names would contain the path above the stack: a stack that is moved into a stage would change, and a long path would
 * exceed the length of a name.
 */
export class LoginStack extends NestedStack {
  /** The CDK's name is as long as the path, and file systems take 255 bytes. */
  public override readonly templateFile: string;

  constructor(scope: Construct, id: string, props: NestedStackProps) {
    super(scope, id, props);
    this.templateFile = `${Names.uniqueResourceName(this, { maxLength: 200 })}.nested.template.json`;
  }

  public override setParameter(name: string, value: string): void {
    super.setParameter(name, value);
    const parameter = this.node.children.find((child) => child instanceof CfnParameter && child.logicalId === name);
    const id = this.idOf(value);
    if (parameter instanceof CfnParameter && id !== undefined) {
      parameter.overrideLogicalId(id);
    }
  }

  protected override allocateLogicalId(element: CfnElement): string {
    const id = element instanceof CfnOutput ? this.idOf(element.value) : undefined;
    return id ?? super.allocateLogicalId(element);
  }

  /** An id for an attribute of a resource; undefined for another value. */
  private idOf(value: unknown): string | undefined {
    const token: unknown = Tokenization.reverse(value, { failConcat: false });
    return Reference.isReference(token) ? `${LETTER}${idOfTarget(this, token)}` : undefined;
  }
}

function idOfTarget(stack: IConstruct, { target, displayName }: Reference): string {
  return `${idFrom(stack, target)}${displayName.replace(/[^A-Za-z0-9]/g, '')}`;
}

/** A name must begin with a letter, and the id of a construct may begin with a digit. */
const LETTER = 'Of';
