import type {
  Duration,
  aws_ec2 as ec2,
  aws_kms as kms,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AmazonMQConstruct, AWSProvider, CacheConstruct, DataStore, type IEnvironmentProvider } from '../../src';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

export interface Options {
  readonly rotationInterval?: Duration;
  readonly encryptionKey?: kms.IKey;
  /** The port of a DocumentDB cluster. */
  readonly port?: number;
}

interface PartProps extends Options {
  readonly provider: IEnvironmentProvider;
  readonly vpc: ec2.IVpc;
}

/** Creates a part in a stack and returns the secret that is rotated. */
export type Part = (stack: Stack, props: PartProps) => secretsmanager.ISecret;

export const broker: Part = (stack, props) => new AmazonMQConstruct(stack, 'Part', props).secret;

export const cache: Part = (stack, props) => {
  const { secret } = new CacheConstruct(stack, 'Part', { ...props, logins: { sharedLogins: true } });
  if (secret === undefined) {
    throw new Error('expected the secret of the user that services share');
  }
  return secret;
};

export const documents: Part = (stack, { provider, vpc, ...options }) => {
  const store = DataStore.documentDb(options).bind(new Construct(stack, 'Part'), {
    serviceName: 'reviews',
    provider,
    vpc,
    logins: { sharedLogins: true }, // so that the store hands out the secret of the master
    _nestLogins: true, // so that the template has no other function
  });
  return store.secrets.DATABASE_PASSWORD.secret;
};

export const PARTS: ReadonlyArray<readonly [string, Part]> = [
  ['the broker', broker],
  ['the cache', cache],
  ['DocumentDB', documents],
];

/** A part in production, unless another provider is passed. */
export function rotated(
  part: Part,
  options: Options = {},
  provider: IEnvironmentProvider = new AWSProvider(),
  context = {},
) {
  const stack = threeZoneStack(context);
  const secret = part(stack, { provider, vpc: existingVpc(stack), ...options });
  const template = templateOf(stack);
  return { stack, template, secretArn: stack.resolve(secret.secretArn) };
}

/** The logical id and the properties of the only function. */
export function functionOf({ template }: ReturnType<typeof rotated>) {
  const [id] = Object.keys(template.findResources('AWS::Lambda::Function'));
  return { id, properties: onlyResource(template, 'AWS::Lambda::Function').Properties };
}
