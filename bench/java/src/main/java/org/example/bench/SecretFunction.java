package org.example.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup;
import software.amazon.awscdk.services.ec2.ISecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SecurityGroupImportOptions;
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
import software.amazon.awscdk.services.secretsmanager.CfnRotationSchedule;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;
import software.constructs.IDependable;

/** A function that changes passwords. */
class SecretFunction extends Construct {
    static final List<String> ROTATION_ACTIONS = List.of(
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage");
    static final List<String> KEY_ACTIONS = List.of("kms:Decrypt", "kms:GenerateDataKey");

    /** What the function does: its description, and what calls AWS. */
    record Purpose(String description, String subject) {}

    /** The code of the function, and how it runs. */
    record Program(
            Code code, String handler, Map<String, String> environment, Duration timeout, Integer memorySize,
            RemovalPolicy logRemovalPolicy) {}

    /** What the function connects to, if not on port 443. */
    record Peer(ISecurityGroup group, int port, String name) {}

    final Function function;
    final Role role;
    final ManagedPolicy policy;
    final ISecurityGroup securityGroup;

    SecretFunction(
            final Construct scope,
            final String id,
            final Vpc vpc,
            final Key key,
            final Purpose purpose,
            final Program program,
            final List<PolicyStatement> statements,
            final Peer peer) {
        super(scope, id);
        Queue deadLetters = Queue.Builder.create(this, "DeadLetters")
                .encryption(QueueEncryption.KMS)
                .encryptionMasterKey(key)
                .enforceSsl(true)
                .retentionPeriod(Duration.days(14))
                .build();
        this.role = Role.Builder.create(this, "Role")
                .description(purpose.description())
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .managedPolicies(List.of(ManagedPolicy.fromAwsManagedPolicyName(
                        "service-role/AWSLambdaVPCAccessExecutionRole")))
                .build();
        List<PolicyStatement> all = new ArrayList<>(statements);
        all.add(allow(List.of("sqs:SendMessage"), deadLetters.getQueueArn()));
        all.add(useKey(key, KEY_ACTIONS, KeyConditions.onlyBy("sqs")));
        all.add(useKey(key, List.of("kms:Decrypt"), KeyConditions.onlyBy("lambda")));
        this.policy = ManagedPolicy.Builder.create(this, "Policy")
                .description(purpose.description())
                .roles(List.of(role))
                .statements(all)
                .build();
        this.securityGroup = createSecurityGroup(vpc, purpose, peer);
        FromRoleArnOptions immutable = FromRoleArnOptions.builder().mutable(false).build();
        this.function = Function.Builder.create(this, "Function")
                .description(purpose.description())
                .runtime(Runtime.NODEJS_24_X)
                .architecture(Architecture.ARM_64)
                .code(program.code())
                .handler(program.handler())
                .environment(program.environment())
                .environmentEncryption(key)
                .role(Role.fromRoleArn(this, "RoleByArn", role.getRoleArn(), immutable))
                .vpc(vpc)
                .vpcSubnets(SubnetSelection.builder().subnets(vpc.getPrivateSubnets()).build())
                .securityGroups(List.of(securityGroup))
                .deadLetterQueue(deadLetters)
                .timeout(program.timeout())
                .memorySize(program.memorySize())
                .logGroup(Logs.group(this, "Logs", key)
                        .removalPolicy(program.logRemovalPolicy())
                        .build())
                .build();
        function.getNode().addDependency(policy);
    }

    /** The CDK would write a rule to another group as a resource of its own, and EC2 would then allow all egress. */
    private ISecurityGroup createSecurityGroup(final Vpc vpc, final Purpose purpose, final Peer peer) {
        List<Object> egress = new ArrayList<>(List.of(CfnSecurityGroup.EgressProperty.builder()
                .ipProtocol("tcp")
                .fromPort(443)
                .toPort(443)
                .cidrIp("0.0.0.0/0")
                .description("To the APIs of AWS")
                .build()));
        if (peer != null) {
            egress.add(CfnSecurityGroup.EgressProperty.builder()
                    .ipProtocol("tcp")
                    .fromPort(peer.port())
                    .toPort(peer.port())
                    .destinationSecurityGroupId(peer.group().getSecurityGroupId())
                    .description("To the " + peer.name())
                    .build());
        }
        CfnSecurityGroup group = CfnSecurityGroup.Builder.create(this, "SecurityGroup")
                .vpcId(vpc.getVpcId())
                .groupDescription("Allows " + purpose.subject() + " to call AWS")
                .securityGroupEgress(egress)
                .build();
        return SecurityGroup.fromSecurityGroupId(
                this,
                "Group",
                group.getAttrGroupId(),
                SecurityGroupImportOptions.builder().allowAllOutbound(true).build());
    }

    /** The permissions to read a secret and to change its value. */
    static List<PolicyStatement> permissionsToRotate(final Secret secret, final Key key) {
        return List.of(
                allow(ROTATION_ACTIONS, secret.getSecretArn()),
                useKey(key, KEY_ACTIONS, KeyConditions.onlyForSecret(secret.getSecretArn())));
    }

    /** Rotates a secret every 30 days. A permission for all secrets can exist already. */
    static void rotate(
            final Construct scope,
            final Secret secret,
            final Function function,
            final List<? extends IDependable> after,
            final IDependable invocation) {
        CfnRotationSchedule schedule = CfnRotationSchedule.Builder.create(scope, "Schedule")
                .secretId(secret.getSecretArn())
                .rotationLambdaArn(function.getFunctionArn())
                .rotationRules(CfnRotationSchedule.RotationRulesProperty.builder()
                        .automaticallyAfterDays(30)
                        .build())
                .rotateImmediatelyOnUpdate(false)
                .build();
        schedule.getNode().addDependency(after.toArray(IDependable[]::new));
        schedule.getNode().addDependency(invocation != null ? invocation : permission(scope, secret, function));
    }

    private static CfnPermission permission(final Construct scope, final Secret secret, final Function function) {
        return CfnPermission.Builder.create(scope, "Permission")
                .action("lambda:InvokeFunction")
                .functionName(function.getFunctionArn())
                .principal("secretsmanager.amazonaws.com")
                .sourceAccount(Aws.ACCOUNT_ID)
                .sourceArn(secret.getSecretArn())
                .build();
    }

    static PolicyStatement useKey(final Key key, final List<String> actions, final Map<String, Object> conditions) {
        return PolicyStatement.Builder.create()
                .actions(actions)
                .resources(List.of(key.getKeyArn()))
                .conditions(conditions)
                .build();
    }

    static PolicyStatement allow(final List<String> actions, final String... resources) {
        return PolicyStatement.Builder.create().actions(actions).resources(List.of(resources)).build();
    }
}
