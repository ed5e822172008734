package org.example.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupIngress;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.s3.assets.AssetOptions;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;
import software.constructs.IDependable;

/** The function that creates the logins of services in one system, and rotates them. */
final class LoginFunction extends SecretFunction {
    /** The folder with the bundles, that of the engine, its environment, its minutes, and what happens to its log. */
    record Bundle(
            String code, String engine, Map<String, String> environment, int minutes, RemovalPolicy logRemovalPolicy) {
        Bundle(final String code, final String engine, final Map<String, String> environment) {
            this(code, engine, environment, 5, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        }
    }

    /** What the function may do: read the secret of the master, if there is one, rotate secrets, and more. */
    record Rights(String master, List<Secret> secrets, List<PolicyStatement> statements) {}

    /** The group and the port of the system that the function connects to. */
    record Target(ISecurityGroup group, int port) {}

    final int minutes;
    /** What must exist before the function works. */
    final List<IDependable> ready;

    LoginFunction(
            final Construct scope,
            final String id,
            final Vpc vpc,
            final Key key,
            final String part,
            final Bundle bundle,
            final Rights rights,
            final Target target,
            final List<IDependable> after) {
        super(
                scope,
                id,
                vpc,
                key,
                new Purpose("Creates and rotates logins of the " + part, "the function for logins of the " + part),
                program(bundle, rights.master()),
                statements(key, rights),
                target == null || target.port() == 443 ? null : new Peer(target.group(), target.port(), part));
        this.minutes = bundle.minutes();
        this.ready = new ArrayList<>(List.of(
                policy, vpc.getNode().findChild("S3"), vpc.getNode().findChild("DynamoDb")));
        if (target != null) {
            ready.add(admit(target));
        }
        ready.addAll(after);
    }

    private static Program program(final Bundle bundle, final String master) {
        AssetOptions options = AssetOptions.builder().exclude(List.of("*.d.ts")).build();
        Map<String, String> environment = new LinkedHashMap<>();
        if (master != null) {
            environment.put("MASTER_SECRET_ARN", master);
        }
        environment.put("NODE_EXTRA_CA_CERTS", "/var/runtime/ca-cert.pem");
        environment.putAll(bundle.environment());
        return new Program(
                Code.fromAsset(bundle.code() + "/" + bundle.engine(), options),
                bundle.engine() + ".handler",
                environment,
                Duration.minutes(bundle.minutes()),
                256,
                bundle.logRemovalPolicy());
    }

    private static List<PolicyStatement> statements(final Key key, final Rights rights) {
        List<PolicyStatement> statements = new ArrayList<>();
        if (rights.master() != null) {
            statements.add(allow(List.of("secretsmanager:GetSecretValue"), rights.master()));
            statements.add(useKey(key, List.of("kms:Decrypt"), KeyConditions.onlyForSecret(rights.master())));
        }
        statements.addAll(rights.statements());
        rights.secrets().forEach(secret -> statements.addAll(permissionsToRotate(secret, key)));
        return statements;
    }

    private IDependable admit(final Target target) {
        return CfnSecurityGroupIngress.Builder.create(this, "Admission")
                .groupId(target.group().getSecurityGroupId())
                .ipProtocol("tcp")
                .fromPort(target.port())
                .toPort(target.port())
                .sourceSecurityGroupId(securityGroup.getSecurityGroupId())
                .description("From the function for logins")
                .build();
    }
}
