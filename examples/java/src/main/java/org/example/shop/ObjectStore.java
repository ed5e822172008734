package org.example.shop;

import java.util.Optional;
import org.ecommerce.constructs.IDataStore;
import org.ecommerce.constructs.IServiceStore;
import org.ecommerce.constructs.RetentionSettings;
import org.ecommerce.constructs.StoreContext;
import org.ecommerce.constructs.StoreDefaults;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.constructs.Construct;

/** A custom kind of store: a bucket for each service. */
public class ObjectStore implements IDataStore {
    @Override
    public IServiceStore bind(final Construct scope, final StoreContext context) {
        Bucket bucket = Bucket.Builder.create(scope, "Bucket")
                .encryption(BucketEncryption.KMS)
                .encryptionKey(encryptionKey(context))
                .bucketKeyEnabled(true)
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .enforceSsl(true)
                .versioned(true)
                .removalPolicy(removalPolicy(context))
                .build();
        return new BucketStore(bucket);
    }

    private static IKey encryptionKey(final StoreContext context) {
        return Optional.ofNullable(context.getDefaults())
                .map(StoreDefaults::getEncryptionKey)
                .orElse(null);
    }

    private static RemovalPolicy removalPolicy(final StoreContext context) {
        return Optional.ofNullable(context.getProvider().getRetention())
                .map(RetentionSettings::getRemovalPolicy)
                .orElse(RemovalPolicy.RETAIN);
    }
}
