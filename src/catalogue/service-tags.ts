import { Token } from 'aws-cdk-lib';

/** Refuses tags of a service that AWS would refuse of what is made for it; a token is known only at deployment. */
export function requireTags(service: string, tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  if (entries.length > MOST) {
    throw new Error(
      `tags must be at most ${MOST}, got ${entries.length}. AWS takes 50 of a resource; leave some to stacks and apps. ` +
        `(in ${service})`,
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

/** Stacks, apps and the CDK add tags of their own to the 50 that AWS takes. */
const MOST = 40;

/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const KEY = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;
/** Empty ones and those of up to 256 are legal, but not to RDS Proxy. */
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
