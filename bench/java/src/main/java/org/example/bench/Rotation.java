package org.example.bench;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.s3.assets.AssetOptions;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;
import software.constructs.IDependable;

/** A function that rotates a password every 30 days. */
final class Rotation extends Construct {
    /** What is rotated, and how. */
    record Target(String part, String code, String handler, String rotated, List<IDependable> after) {}

    final ISecurityGroup securityGroup;

    Rotation(final Construct scope, final Vpc vpc, final Key key, final Secret secret, final Target target) {
        super(scope, "Rotation");
        AssetOptions options =
                AssetOptions.builder().exclude(List.of("*.d.ts", "document-db")).build();
        SecretFunction function = new SecretFunction(
                this,
                "Function",
                vpc,
                key,
                new SecretFunction.Purpose(
                        "Rotates the password of the " + target.part(),
                        "the rotation of the password of the " + target.part()),
                new SecretFunction.Program(
                        Code.fromAsset(target.code(), options),
                        target.handler(),
                        Map.of("ROTATED", target.rotated()),
                        Duration.minutes(10),
                        null,
                        RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE),
                SecretFunction.permissionsToRotate(secret, key),
                null);
        this.securityGroup = function.securityGroup;
        SecretFunction.rotate(this, secret, function.function, target.after(), null);
    }
}
