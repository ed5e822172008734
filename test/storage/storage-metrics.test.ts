import { Stack } from 'aws-cdk-lib';
import { AWSProvider, StorageConstruct } from '../../src';

const storage = new StorageConstruct(new Stack(), 'Storage', { provider: new AWSProvider() });
const BucketName = storage.media.bucketName;

test('the size and the number of objects are metrics of a day', () => {
  const daily = { namespace: 'AWS/S3', statistic: 'Average', period: { amount: 1 } };
  expect(storage.metricBucketSizeBytes()).toMatchObject({
    ...daily,
    dimensions: { BucketName, StorageType: 'StandardStorage' },
  });
  expect(storage.metricNumberOfObjects()).toMatchObject({
    ...daily,
    dimensions: { BucketName, StorageType: 'AllStorageTypes' },
  });
});

test('the errors of S3 are a metric of the requests that a filter selects', () => {
  expect(storage.metric5xxErrors('all')).toMatchObject({
    metricName: '5xxErrors',
    dimensions: { BucketName, FilterId: 'all' },
  });
});
