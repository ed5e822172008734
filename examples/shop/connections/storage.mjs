import { S3Client } from '@aws-sdk/client-s3';

export const Bucket = process.env.BUCKET_NAME;

/** Sends requests with the credentials of the workload's role. The bucket encrypts with its own key. */
export const storage = new S3Client({ forcePathStyle: true });
