import { ENV } from './env';

/** The condition that an AWS service uses a key, and nobody does so directly. */
export const onlyBy = (service: string) => ({ StringEquals: { 'kms:ViaService': viaService(service) } });

/** The condition that Secrets Manager uses a key, and for this secret. */
export const onlyForSecret = (secretArn: string) => ({
  StringEquals: { 'kms:ViaService': viaService('secretsmanager'), 'kms:EncryptionContext:SecretARN': secretArn },
});

const viaService = (service: string) => `${service}.${ENV.region}.amazonaws.com`;
