package org.example.bench;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.FromRoleArnOptions;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.assets.AssetOptions;
import software.constructs.Construct;

/** The function that creates the role with which OpenSearch Service works in the VPC. */
final class ServiceLinkedRole extends Construct {
    /** CloudFormation starts the name of the log group of the function with this logical id. */
    static final String LOGS = "CustomOpenSearchRoleProviderLogs1035280A";

    private static final String SERVICE = "opensearchservice.amazonaws.com";
    private static final String ROLE = "AWSServiceRoleForAmazonOpenSearchService";
    private static final String PURPOSE = "Waits for the service-linked role of OpenSearch Service";

    final Role role;
    final ManagedPolicy policy;
    final String arn;

    ServiceLinkedRole(final Construct scope, final String id, final Key key, final String code) {
        super(scope, id);
        String linkedRole = roleArn("aws-service-role/" + SERVICE + "/" + ROLE);
        LogGroup group = Logs.group(this, "Logs", key).removalPolicy(RemovalPolicy.DESTROY).build();
        this.role = Role.Builder.create(this, "Role")
                .description(PURPOSE)
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();
        this.policy = ManagedPolicy.Builder.create(this, "Policy")
                .description(PURPOSE)
                .roles(List.of(role))
                .statements(List.of(
                        PolicyStatement.Builder.create()
                                .actions(List.of("iam:GetRole"))
                                .resources(List.of(linkedRole, roleArn(ROLE)))
                                .build(),
                        SecretFunction.allow(
                                List.of("logs:CreateLogStream", "logs:PutLogEvents"), group.getLogGroupArn()),
                        PolicyStatement.Builder.create()
                                .actions(List.of("iam:CreateServiceLinkedRole"))
                                .resources(List.of(linkedRole))
                                .conditions(Map.of("StringEquals", Map.of("iam:AWSServiceName", SERVICE)))
                                .build()))
                .build();
        FromRoleArnOptions immutable = FromRoleArnOptions.builder().mutable(false).build();
        Function function = Function.Builder.create(this, "Function")
                .description(PURPOSE)
                .runtime(Runtime.NODEJS_24_X)
                .architecture(Architecture.ARM_64)
                .code(Code.fromAsset(code, AssetOptions.builder().exclude(List.of("*.d.ts")).build()))
                .handler("handler.handler")
                .role(Role.fromRoleArn(this, "RoleByArn", role.getRoleArn(), immutable))
                .timeout(Duration.minutes(6))
                .logGroup(group)
                .build();
        function.getNode().addDependency(policy);
        this.arn = function.getFunctionArn();
    }

    private String roleArn(final String name) {
        ArnComponents components = ArnComponents.builder()
                .service("iam")
                .region("")
                .resource("role")
                .resourceName(name)
                .build();
        return Stack.of(this).formatArn(components);
    }
}
