package org.example.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.amazonmq.CfnBroker;
import software.amazon.awscdk.services.ec2.ISubnet;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

/** A cluster of RabbitMQ with one administrator whose password is rotated. */
final class Messaging extends Construct {
    static final int PORT = 5671;

    final PartGroups groups;
    final Secret secret;
    final String endpoint;
    /** The function for the logins of services. */
    final LoginFunction logins;
    /** Lets Secrets Manager call it. */
    final CfnPermission invocation;

    Messaging(final Construct scope, final String id, final Vpc vpc, final Key key, final FunctionCode code) {
        super(scope, id);
        this.groups = PartGroups.create(this, vpc, "broker", PORT);
        this.secret = Secrets.generated(this, key, "Administrator of the broker Shop/Platform/Messaging");
        CfnBroker broker = CfnBroker.Builder.create(this, "Broker")
                .brokerName("broker-shop-platform")
                .engineType("RABBITMQ")
                .engineVersion("4.2")
                .hostInstanceType("mq.m7g.large")
                .deploymentMode("CLUSTER_MULTI_AZ")
                .publiclyAccessible(false)
                .subnetIds(vpc.getPrivateSubnets().stream().map(ISubnet::getSubnetId).toList())
                .securityGroups(List.of(groups.part().getSecurityGroupId()))
                .users(List.of(CfnBroker.UserProperty.builder()
                        .username(secret.secretValueFromJson("username").unsafeUnwrap())
                        .password(secret.secretValueFromJson("password").unsafeUnwrap())
                        .build()))
                .logs(CfnBroker.LogListProperty.builder().general(true).build())
                .autoMinorVersionUpgrade(true)
                .tags(List.of(CfnBroker.TagsEntryProperty.builder()
                        .key("Name")
                        .value("broker-shop-platform")
                        .build()))
                .build();
        broker.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        String first = Fn.select(0, broker.getAttrAmqpEndpoints());
        String host = Fn.select(0, Fn.split(":", Fn.select(1, Fn.split("://", first))));
        Rotation rotation = new Rotation(
                this,
                vpc,
                key,
                secret,
                new Rotation.Target(
                        "broker",
                        code.rotation(),
                        "rabbitmq.handler",
                        "https://" + host,
                        List.of(broker, groups.part())));
        groups.part().addIngressRule(rotation.securityGroup, Port.HTTPS, "From the rotation of the password");
        StringParameter parameter = StringParameter.Builder.create(this, "Endpoint")
                .description("Endpoint of the broker Shop/Platform/Messaging")
                .stringValue(Fn.select(0, broker.getAttrAmqpEndpoints()))
                .build();
        this.endpoint = parameter.getStringValue();
        this.logins = new LoginFunction(
                this,
                "Logins",
                vpc,
                key,
                "broker",
                new LoginFunction.Bundle(
                        code.logins(), "rabbitmq", Map.of("CONSOLE_URL", Fn.select(0, broker.getAttrConsoleUrLs()))),
                new LoginFunction.Rights(
                        secret.getSecretArn(),
                        List.of(),
                        List.of(SecretFunction.useKey(
                                key, SecretFunction.KEY_ACTIONS, KeyConditions.onlyBy("secretsmanager")))),
                new LoginFunction.Target(groups.part(), 443),
                List.of(broker));
        this.invocation = CfnPermission.Builder.create(this, "Invocation")
                .action("lambda:InvokeFunction")
                .functionName(logins.function.getFunctionArn())
                .principal("secretsmanager.amazonaws.com")
                .sourceAccount(Aws.ACCOUNT_ID)
                .build();
        PublishedValues.publish(
                this,
                "_platform/messaging",
                new TreeMap<>(Map.of(
                        "ClientGroup.GroupId", groups.clients().getSecurityGroupId(),
                        "Endpoint.Value", endpoint,
                        "Logins/Function/Function.Arn", logins.function.getFunctionArn(),
                        "Logins/Function/Role.Arn", logins.role.getRoleArn(),
                        "Secret", secret.getSecretArn(),
                        "SecurityGroup.GroupId", groups.part().getSecurityGroupId())));
    }
}
