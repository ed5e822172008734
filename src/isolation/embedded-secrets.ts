import { type Asset, type Assets, OTHERS } from './assets';
import type { Finding } from './finding';
import { isIntended } from './judgement';
import type { Owner, Ownership } from './ownership';
import { isFields, type Json } from './templates/json';
import { overlap, readable } from './templates/placeholders';
import { secretsIn } from './templates/secret-references';
import type { Resource, Template, Templates } from './templates/templates';
import type { Values } from './templates/values';

/**
 * Finds secrets that CloudFormation writes into resources of others, such as the environment of a function: it reads
 * `{{resolve:secretsmanager:...}}` by its own permissions, and a service needs none.
 */
export function judgeEmbeddedSecrets(
  templates: Templates,
  values: Values,
  assets: Assets,
  ownership: Ownership,
): Finding[] {
  return templates.resources
    .filter(({ properties }) => JSON.stringify(properties).includes('{{resolve:secretsmanager:'))
    .flatMap((resource) => {
      const names = [...textsIn(resource.properties, values, resource.template)].flatMap(secretsIn);
      const owner = ownership.of(resource.construct);
      return [...new Set(names)].flatMap((name) => judge(resource, owner, name, assets));
    });
}

/** The texts of a value, and of all values in it. */
function* textsIn(value: Json, values: Values, template: Template): Generator<string> {
  if (typeof value === 'string') {
    yield value;
  } else if (Array.isArray(value)) {
    for (const item of value) {
      yield* textsIn(item, values, template);
    }
  } else if (isFields(value)) {
    const [first = ''] = Object.keys(value);
    if (first.startsWith('Fn::')) {
      yield* values.texts(value, template);
    }
    yield* textsIn(Object.values(value), values, template);
  }
}

function judge(resource: Resource, owner: Owner | undefined, name: string, assets: Assets): Finding[] {
  const { path, construct } = resource;
  const subject = owner?.service?.name ?? owner?.label ?? path;
  const matching = assets.of('secretsmanager').filter((asset) => asset.owner !== OTHERS && isNamed(asset, name));
  const others = matching.filter(
    (asset) =>
      asset.owner !== undefined &&
      !isIntended({ label: subject, service: owner?.service, owner }, asset, GET_SECRET_VALUE, asset.arn),
  );
  const where = `the template of ${path} contains the value of`;
  const fix = 'Read the secret while the code runs, by a role that may read it.';
  if (matching.length > 0) {
    return others.map((asset) => ({
      rule: 'EmbeddedSecret',
      subject,
      object: asset.owner?.label ?? asset.path,
      description: `${subject} gets the secret of ${asset.owner?.label} (${asset.path}), which it was not given: ${where} it.`,
      ...{ fix, construct, path },
    }));
  }
  const isOfService = owner?.service !== undefined && !owner.isProtected;
  return isOfService
    ? [
        {
          rule: 'Unknown',
          subject,
          object: readable(name),
          description: `${subject} may get a secret of another service: ${where} ${readable(name)}, which is in no stack of the app.`,
          ...{ fix, construct, path },
        },
      ]
    : [];
}

const GET_SECRET_VALUE = 'secretsmanager:GetSecretValue';

/** Whether an ARN, or a name, is of a secret. */
function isNamed({ arn }: Asset, name: string): boolean {
  return name.startsWith('arn:') ? overlap(arn, name) : overlap(arn.split(':secret:')[1] ?? '', `${name}-??????`);
}
