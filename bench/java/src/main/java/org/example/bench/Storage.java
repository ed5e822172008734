package org.example.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.CfnBucket;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.constructs.Construct;

/** A bucket for product media, and one for its access logs. */
final class Storage extends Construct {
    final Bucket media;

    Storage(final Construct scope, final String id, final Key key) {
        super(scope, id);
        LifecycleRule abortUploads = LifecycleRule.builder()
                .id("abort-uploads")
                .abortIncompleteMultipartUploadAfter(Duration.days(7))
                .build();
        Bucket logs = bucket("Logs")
                .encryption(BucketEncryption.S3_MANAGED)
                .lifecycleRules(List.of(
                        LifecycleRule.builder()
                                .id("expire-logs")
                                .expiration(Duration.days(365))
                                .noncurrentVersionExpiration(Duration.days(1))
                                .build(),
                        abortUploads))
                .build();
        this.media = bucket("Media")
                .encryption(BucketEncryption.KMS)
                .encryptionKey(key)
                .bucketKeyEnabled(true)
                .lifecycleRules(List.of(
                        LifecycleRule.builder()
                                .id("expire-old-versions")
                                .noncurrentVersionExpiration(Duration.days(90))
                                .build(),
                        abortUploads))
                .build();
        CfnBucket resource = (CfnBucket) media.getNode().getDefaultChild();
        resource.setLoggingConfiguration(CfnBucket.LoggingConfigurationProperty.builder()
                .destinationBucketName(logs.getBucketName())
                .logFilePrefix("media/")
                .build());
        logs.addToResourcePolicy(PolicyStatement.Builder.create()
                .principals(List.of(new ServicePrincipal("logging.s3.amazonaws.com")))
                .actions(List.of("s3:PutObject"))
                .resources(List.of(logs.arnForObjects("media/*")))
                .conditions(Map.of(
                        "ArnLike", Map.of("aws:SourceArn", media.getBucketArn()),
                        "StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)))
                .build());
        for (Bucket bucket : List.of(logs, media)) {
            bucket.getPolicy().applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        }
        Map<String, String> values = Map.of("Media", media.getBucketName(), "Media.Arn", media.getBucketArn());
        PublishedValues.publish(this, "_platform/storage", new TreeMap<>(values));
    }

    private Bucket.Builder bucket(final String id) {
        return Bucket.Builder.create(this, id)
                .versioned(true)
                .enforceSsl(true)
                .minimumTlsVersion(1.2)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
                .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }
}
