import { Tags, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Rejects tags that AWS does not accept for the resources of a service. Tokens pass: they are known only at deployment. */
export function requireTags(service: string, tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  if (entries.length > MAX_TAGS) {
    throw new Error(
      `tags must be at most ${MAX_TAGS}, got ${entries.length}. AWS allows 50 for a resource, and stacks and apps add ` +
        `some: remove tags. (in ${service})`,
    );
  }
  for (const [key, value] of entries) {
    if (!Token.isUnresolved(key) && !KEY.test(key)) {
      throw new Error(
        'tags must have keys of 1 to 128 letters, digits, spaces and any of _ . : / = + - @ that do not start with aws:, ' +
          `got '${key}'. Rename the tag. (in ${service})`,
      );
    }
    if (!Token.isUnresolved(value) && !VALUE.test(value)) {
      throw new Error(
        'tags must have values of 1 to 128 letters, digits, spaces and any of _ . : / = + - @, ' +
          `got '${value}'. Correct the value of ${key}. (in ${service})`,
      );
    }
  }
}

/** Adds the tags of a service to all resources of a construct. */
export function addTags(scope: IConstruct, tags: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(tags)) {
    Tags.of(scope).add(name, value);
  }
}

/** AWS allows 50 tags for a resource. Stacks, apps and the CDK add further tags. */
const MAX_TAGS = 40;

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const KEY = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
/** AWS allows empty values and values of up to 256 characters, but RDS Proxy does not. */
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
