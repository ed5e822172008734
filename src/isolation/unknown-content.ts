import type { IConstruct } from 'constructs';
import type { Finding } from './finding';
import { isKnownType } from './templates/resource-types';
import type { Resource, Templates } from './templates/templates';
import type { Values } from './templates/values';

/** Finds what the templates do not tell: types that the validator does not know, and content from elsewhere. */
export function judgeUnknownContent(templates: Templates, values: Values): Finding[] {
  const functions = new Set(
    templates
      .ofType('AWS::Lambda::Function', 'AWS::SNS::Topic')
      .flatMap((resource) => [values.arn(resource), values.ref(resource)]),
  );
  const runsOutside = ({ properties, template }: Resource) =>
    !values.texts(properties.ServiceToken, template).some((token) => functions.has(token));
  return [
    ...templates.all
      .filter(({ transforms }) => transforms.length > 0)
      .map(({ stack }) =>
        unknown(stack, stack.node.path, `a macro changes the template of ${stack.node.path} at deployment`),
      ),
    ...templates.resources.flatMap((resource): Finding[] => {
      const { type, path, construct, properties, template, id } = resource;
      if (!isKnownType(type)) {
        return [unknownType(resource)];
      }
      if (JSON.stringify(properties).includes('"Fn::Transform"')) {
        return [unknown(construct, path, `a macro changes ${path} at deployment`)];
      }
      if (type === 'AWS::CloudFormation::Stack' && !template.nested.has(id)) {
        return [unknown(construct, path, `the template of the stack ${path} is not in the app`)];
      }
      const isCustom = type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
      return isCustom && runsOutside(resource)
        ? [unknown(construct, path, `the code that CloudFormation runs for ${path} is not in the app`)]
        : [];
    }),
  ];
}

function unknown(construct: IConstruct, path: string, reason: string): Finding {
  return {
    rule: 'Unknown',
    subject: 'anyone',
    object: path,
    description: `Anyone may reach any resource: ${reason}, and the validator does not know what it creates.`,
    fix: 'Write the resources into a stack of the app, or check what they give access to.',
    construct,
    path,
  };
}

function unknownType({ type, path, construct }: Resource): Finding {
  return {
    rule: 'UnknownType',
    subject: 'anyone',
    object: `${type} ${path}`,
    description: `The validator does not know the type ${type} of ${path}, nor what it gives access to.`,
    fix: 'Check what it gives access to.',
    construct,
    path,
  };
}
