package org.example.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.ec2.Peer;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.FromRoleArnOptions;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.s3.assets.AssetOptions;
import software.amazon.awscdk.services.secretsmanager.CfnRotationSchedule;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;
import software.constructs.IDependable;

/** A function that rotates a password every 30 days. */
final class Rotation extends Construct {
    /** What is rotated, and how. */
    record Target(
            String part, String code, String handler, String rotated, List<PolicyStatement> statements,
            List<IDependable> after) {}

    final SecurityGroup securityGroup;

    Rotation(final Construct scope, final Vpc vpc, final Key key, final Secret secret, final Target target) {
        super(scope, "Rotation");
        String description = "Rotates the password of the " + target.part();
        Queue deadLetters = Queue.Builder.create(this, "DeadLetters")
                .encryption(QueueEncryption.KMS)
                .encryptionMasterKey(key)
                .enforceSsl(true)
                .retentionPeriod(Duration.days(14))
                .build();
        Role role = Role.Builder.create(this, "Role")
                .description(description)
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .managedPolicies(List.of(ManagedPolicy.fromAwsManagedPolicyName(
                        "service-role/AWSLambdaVPCAccessExecutionRole")))
                .build();
        ManagedPolicy policy = ManagedPolicy.Builder.create(this, "Policy")
                .description(description)
                .roles(List.of(role))
                .statements(statements(key, secret, deadLetters, target))
                .build();
        this.securityGroup = SecurityGroup.Builder.create(this, "SecurityGroup")
                .vpc(vpc)
                .description("Allows the rotation of the password of the " + target.part() + " to call AWS")
                .allowAllOutbound(false)
                .build();
        securityGroup.addEgressRule(Peer.anyIpv4(), Port.HTTPS, "To the APIs of AWS");
        FromRoleArnOptions immutable = FromRoleArnOptions.builder().mutable(false).build();
        Function function = Function.Builder.create(this, "Function")
                .description(description)
                .runtime(Runtime.NODEJS_24_X)
                .architecture(Architecture.ARM_64)
                .code(Code.fromAsset(
                        target.code(),
                        AssetOptions.builder()
                                .exclude(List.of("*.d.ts", "document-db"))
                                .build()))
                .handler(target.handler())
                .environment(Map.of("ROTATED", target.rotated()))
                .environmentEncryption(key)
                .role(Role.fromRoleArn(this, "RoleByArn", role.getRoleArn(), immutable))
                .vpc(vpc)
                .vpcSubnets(SubnetSelection.builder().subnets(vpc.getPrivateSubnets()).build())
                .securityGroups(List.of(securityGroup))
                .deadLetterQueue(deadLetters)
                .timeout(Duration.minutes(10))
                .logGroup(Logs.group(this, "Logs", key).build())
                .build();
        function.getNode().addDependency(policy);
        CfnPermission permission = CfnPermission.Builder.create(this, "Permission")
                .action("lambda:InvokeFunction")
                .functionName(function.getFunctionArn())
                .principal("secretsmanager.amazonaws.com")
                .sourceAccount(Aws.ACCOUNT_ID)
                .sourceArn(secret.getSecretArn())
                .build();
        CfnRotationSchedule schedule = CfnRotationSchedule.Builder.create(this, "Schedule")
                .secretId(secret.getSecretArn())
                .rotationLambdaArn(function.getFunctionArn())
                .rotationRules(CfnRotationSchedule.RotationRulesProperty.builder()
                        .automaticallyAfterDays(30)
                        .build())
                .rotateImmediatelyOnUpdate(false)
                .build();
        schedule.getNode().addDependency(permission);
        schedule.getNode().addDependency(target.after().toArray(IDependable[]::new));
    }

    private static List<PolicyStatement> statements(
            final Key key, final Secret secret, final Queue deadLetters, final Target target) {
        List<PolicyStatement> statements = new ArrayList<>(target.statements());
        statements.add(allow(
                List.of(
                        "secretsmanager:DescribeSecret",
                        "secretsmanager:GetSecretValue",
                        "secretsmanager:PutSecretValue",
                        "secretsmanager:UpdateSecretVersionStage"),
                secret.getSecretArn()));
        statements.add(allow(List.of("sqs:SendMessage"), deadLetters.getQueueArn()));
        List<String> write = List.of("kms:Decrypt", "kms:GenerateDataKey");
        statements.add(useKey(key, write, KeyConditions.onlyForSecret(secret.getSecretArn())));
        statements.add(useKey(key, write, KeyConditions.onlyBy("sqs")));
        statements.add(useKey(key, List.of("kms:Decrypt"), KeyConditions.onlyBy("lambda")));
        return statements;
    }

    private static PolicyStatement useKey(
            final Key key, final List<String> actions, final Map<String, Object> conditions) {
        return PolicyStatement.Builder.create()
                .actions(actions)
                .resources(List.of(key.getKeyArn()))
                .conditions(conditions)
                .build();
    }

    static PolicyStatement allow(final List<String> actions, final String resource) {
        return PolicyStatement.Builder.create().actions(actions).resources(List.of(resource)).build();
    }
}
