import { type Stack, TagManager } from 'aws-cdk-lib';
import { refuse } from '../private/validation';
import type { Survey } from './survey';

/**
 * Rejects a stack whose template is larger than CloudFormation takes.
 *
 * To render a template takes a fifth of the time of a synthesis, so only those are rendered that can be too large: with
 * the resources of the library, a stack gets there by its tags alone.
 */
export function validateTemplateSize(stack: Stack, survey: Survey): string[] {
  const { resources } = survey.contentsOf(stack);
  const tags = resources.map((resource) => Object.entries(TagManager.of(resource)?.tagValues() ?? {}));
  const sizeOfTags = tags.flat().reduce((total, [key, value]) => total + key.length + value.length + TAG_AROUND, 0);
  if (sizeOfTags + resources.length * LARGE_RESOURCE <= MAX_BYTES) {
    return [];
  }
  const isCompact = Reflect.get(stack, '_suppressTemplateIndentation') === true;
  const size = templateSize(stack, isCompact ? 0 : 1);
  if (size <= MAX_BYTES) {
    return [];
  }
  const refusal = refuse(stack, {
    prop: 'tags',
    allowed: `so few and short that the template has at most ${inWords(MAX_BYTES)} bytes`,
    gotInWords: `${inWords(size)} bytes: ${resources.length} resources with ${tags.flat().length} tags`,
    fix:
      `Use fewer or shorter tags${isCompact ? '' : ', set `suppressTemplateIndentation` on the stack'}, or give the ` +
      'platform `serviceStacks: ServiceStacks.perService({ keepInPlatform: [...] })` with the names of the deployed ' +
      'services.',
  });
  return [refusal.message];
}

/** The size of a template as the CDK writes it; 0 if a version of the CDK lacks the method, which is not public. */
function templateSize(stack: Stack, indentation: number): number {
  const render: unknown = Reflect.get(stack, '_toCloudFormation');
  const template: unknown = typeof render === 'function' ? render.call(stack) : '';
  return Buffer.byteLength(JSON.stringify(template, undefined, indentation));
}

function inWords(bytes: number): string {
  return bytes.toLocaleString('en-US');
}

/** The limit of CloudFormation for a template in a bucket. */
const MAX_BYTES = 1_000_000;
/** The bytes of a resource without its tags: the library's have 800 on average. */
const LARGE_RESOURCE = 1_200;
/** The bytes around the key and the value of a tag in a template with indentation. */
const TAG_AROUND = 50;
