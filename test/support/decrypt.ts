/** The statement that allows decrypting one secret with its key, by means of Secrets Manager in `eu-central-1`. */
export function decryptSecret(key: unknown, secret: unknown) {
  return {
    Action: 'kms:Decrypt',
    Condition: {
      StringEquals: {
        'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com',
        'kms:EncryptionContext:SecretARN': secret,
      },
    },
    Effect: 'Allow',
    Resource: key,
  };
}
