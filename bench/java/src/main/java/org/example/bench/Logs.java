package org.example.bench;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** Encrypted log groups that are kept for a year. */
final class Logs {
    /** Begins a log group, and allows CloudWatch Logs to use its key. */
    static LogGroup.Builder group(final Construct scope, final String id, final Key key) {
        String groups = "arn:" + Aws.PARTITION + ":logs:" + Aws.REGION + ":" + Aws.ACCOUNT_ID + ":log-group:*";
        key.addToResourcePolicy(PolicyStatement.Builder.create()
                .principals(List.of(new ServicePrincipal("logs." + Aws.REGION + "." + Aws.URL_SUFFIX)))
                .actions(List.of(
                        "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"))
                .resources(List.of("*"))
                .conditions(Map.of("ArnLike", Map.of("kms:EncryptionContext:aws:logs:arn", groups)))
                .build());
        return LogGroup.Builder.create(scope, id)
                .retention(RetentionDays.ONE_YEAR)
                .encryptionKey(key)
                .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }

    private Logs() {}
}
