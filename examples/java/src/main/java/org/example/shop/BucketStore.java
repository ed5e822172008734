package org.example.shop;

import java.util.List;
import java.util.Map;
import org.ecommerce.constructs.IServiceStore;
import org.ecommerce.constructs.SecretSetting;
import software.amazon.awscdk.services.ec2.Connections;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.GrantOnPrincipalOptions;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.s3.Bucket;

/** The store of one service. A bucket has no port and no password: access needs only IAM permissions. */
final class BucketStore implements IServiceStore {
    private final Bucket bucket;
    private final Connections connections = Connections.Builder.create().build();

    BucketStore(final Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public Connections getConnections() {
        return connections;
    }

    @Override
    public Map<String, String> getSettings() {
        return Map.of("BUCKET_NAME", bucket.getBucketName());
    }

    @Override
    public Map<String, SecretSetting> getSecrets() {
        return Map.of();
    }

    @Override
    public String getResourceArn() {
        return bucket.getBucketArn();
    }

    // Grants single actions, which another app accepts; bucket.grantReadWrite grants patterns, such as s3:GetObject*.
    @Override
    public void grantAccess(final IGrantable grantee) {
        grant(grantee, List.of("s3:GetObject", "s3:PutObject"), bucket.arnForObjects("*"));
        if (bucket.getEncryptionKey() != null) {
            String keyArn = bucket.getEncryptionKey().getKeyArn();
            grant(grantee, List.of("kms:Decrypt", "kms:GenerateDataKey"), keyArn);
        }
    }

    private static void grant(final IGrantable grantee, final List<String> actions, final String resourceArn) {
        Grant.addToPrincipal(GrantOnPrincipalOptions.builder()
                .grantee(grantee)
                .actions(actions)
                .resourceArns(List.of(resourceArn))
                .build());
    }
}
