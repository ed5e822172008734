package org.example.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.EbsDeviceVolumeType;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.ArnPrincipal;
import software.amazon.awscdk.services.iam.PolicyDocument;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.ResourcePolicy;
import software.amazon.awscdk.services.opensearchservice.AdvancedSecurityOptions;
import software.amazon.awscdk.services.opensearchservice.CapacityConfig;
import software.amazon.awscdk.services.opensearchservice.CfnDomain;
import software.amazon.awscdk.services.opensearchservice.Domain;
import software.amazon.awscdk.services.opensearchservice.EbsOptions;
import software.amazon.awscdk.services.opensearchservice.EncryptionAtRestOptions;
import software.amazon.awscdk.services.opensearchservice.EngineVersion;
import software.amazon.awscdk.services.opensearchservice.LoggingOptions;
import software.amazon.awscdk.services.opensearchservice.TLSSecurityPolicy;
import software.amazon.awscdk.services.opensearchservice.ZoneAwarenessConfig;
import software.constructs.Construct;
import software.constructs.IDependable;

/** An OpenSearch domain in three zones with four logs. */
final class Search extends Construct {
    static final int PORT = 443;
    static final List<String> HTTP_ACTIONS = Stream.of("Delete", "Get", "Head", "Patch", "Post", "Put")
            .map(method -> "es:ESHttp" + method)
            .toList();

    private static final String NAME = "search-shop-platfor";
    private static final RemovalPolicy RETAIN = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

    final PartGroups groups;
    final Domain domain;
    /** The function for the roles of services. */
    final LoginFunction logins;
    /** The settings of the domain. */
    final CustomResource settings;

    Search(final Construct scope, final String id, final Vpc vpc, final Key key, final FunctionCode code) {
        super(scope, id);
        this.groups = PartGroups.create(this, vpc, "search domain", PORT);
        List<LogGroup> logs = Stream.of("SlowSearchLogs", "SlowIndexLogs", "ApplicationLogs", "AuditLogs")
                .map(name -> Logs.group(this, name, key).build())
                .toList();
        ResourcePolicy logsPolicy = createLogsPolicy(logs);
        // Only the function for logins can assume the role: the root user cannot assume any, and IAM requires a principal.
        AccountRootPrincipal root = new AccountRootPrincipal();
        Role admin = Role.Builder.create(this, "AdminRole")
                .assumedBy(root.withConditions(
                        Map.of("ArnEquals", Map.of("aws:PrincipalArn", root.getArn()))))
                .description("Administers the OpenSearch domain of Shop/Platform/Search")
                .build();
        admin.applyRemovalPolicy(RETAIN);
        this.domain = createDomain(vpc, key, logs, admin);

        this.logins = createLogins(vpc, key, code, admin);
        this.settings = CustomResource.Builder.create(this, "Settings")
                .resourceType("Custom::SearchSettings")
                .serviceToken(logins.function.getFunctionArn())
                .serviceTimeout(Duration.minutes(10))
                .properties(Map.of(
                        "System", "search",
                        "Replicas", 2,
                        "SlowRequests", "ON",
                        "Endpoint", domain.getDomainEndpoint()))
                .build();
        settings.getNode().addDependency(logins.ready.toArray(IDependable[]::new));
        PublishedValues.publish(
                this,
                "_platform/search",
                new TreeMap<>(Map.of(
                        "ClientGroup.GroupId", groups.clients().getSecurityGroupId(),
                        "Domain.Arn", domain.getDomainArn(),
                        "Domain.DomainEndpoint", domain.getDomainEndpoint(),
                        "Logins/Function/Function.Arn", logins.function.getFunctionArn(),
                        "Logins/Function/Role.Arn", logins.role.getRoleArn(),
                        "SecurityGroup.GroupId", groups.part().getSecurityGroupId())));
        ServiceLinkedRole linkedRole =
                new ServiceLinkedRole(
                        Stack.of(this), "Custom::OpenSearchRoleProvider", key, code.serviceLinkedRole());
        CustomResource wait = CustomResource.Builder.create(this, "ServiceLinkedRole")
                .resourceType("Custom::OpenSearchServiceLinkedRole")
                .serviceToken(linkedRole.arn)
                .serviceTimeout(Duration.minutes(10))
                .properties(Map.of("Mode", "ensure"))
                .build();
        wait.getNode().addDependency(linkedRole.policy, admin, linkedRole.role, logins.role);
        admin.getNode().addDependency(logsPolicy);
        linkedRole.role.getNode().addDependency(logsPolicy);
        logins.role.getNode().addDependency(logsPolicy);
        domain.getNode().addDependency(logsPolicy, wait);
    }

    private LoginFunction createLogins(final Vpc vpc, final Key key, final FunctionCode code, final Role admin) {
        LoginFunction created = new LoginFunction(
                this,
                "Logins",
                vpc,
                key,
                "search domain " + getNode().getPath(),
                new LoginFunction.Bundle(
                        code.logins(),
                        "opensearch",
                        Map.of("ENDPOINT", domain.getDomainEndpoint(), "ADMIN_ROLE_ARN", admin.getRoleArn())),
                new LoginFunction.Rights(
                        null,
                        List.of(),
                        List.of(SecretFunction.allow(List.of("sts:AssumeRole"), admin.getRoleArn()))),
                new LoginFunction.Target(groups.part(), PORT),
                List.of());
        admin.getAssumeRolePolicy()
                .addStatements(PolicyStatement.Builder.create()
                        .actions(List.of("sts:AssumeRole"))
                        .principals(List.of(new ArnPrincipal(created.role.getRoleArn())))
                        .build());
        return created;
    }

    private ResourcePolicy createLogsPolicy(final List<LogGroup> logs) {
        ResourcePolicy policy = ResourcePolicy.Builder.create(this, "LogsResourcePolicy")
                .resourcePolicyName("search-logs-shop-platform")
                .policyStatements(List.of(PolicyStatement.Builder.create()
                        .principals(List.of(new ServicePrincipal("es.amazonaws.com")))
                        .actions(List.of("logs:CreateLogStream", "logs:PutLogEvents"))
                        .resources(logs.stream().map(LogGroup::getLogGroupArn).toList())
                        .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", Aws.ACCOUNT_ID)))
                        .build()))
                .build();
        policy.applyRemovalPolicy(RETAIN);
        return policy;
    }

    private Domain createDomain(final Vpc vpc, final Key key, final List<LogGroup> logs, final Role admin) {
        Domain created = Domain.Builder.create(this, "Domain")
                .domainName(NAME)
                .version(EngineVersion.openSearch("3.7"))
                .enableVersionUpgrade(true)
                .capacity(CapacityConfig.builder()
                        .dataNodes(3)
                        .dataNodeInstanceType("m7g.large.search")
                        .masterNodes(3)
                        .masterNodeInstanceType("m7g.large.search")
                        .multiAzWithStandbyEnabled(true)
                        .build())
                .zoneAwareness(ZoneAwarenessConfig.builder()
                        .enabled(true)
                        .availabilityZoneCount(3)
                        .build())
                .ebs(EbsOptions.builder()
                        .volumeType(EbsDeviceVolumeType.GP3)
                        .volumeSize(50)
                        .build())
                .vpc(vpc)
                .vpcSubnets(List.of(
                        SubnetSelection.builder().subnets(vpc.getIsolatedSubnets()).build()))
                .securityGroups(List.of(groups.part()))
                .fineGrainedAccessControl(AdvancedSecurityOptions.builder()
                        .masterUserArn(admin.getRoleArn())
                        .build())
                .enforceHttps(true)
                .tlsSecurityPolicy(TLSSecurityPolicy.TLS_1_2_PFS)
                .nodeToNodeEncryption(true)
                .encryptionAtRest(EncryptionAtRestOptions.builder()
                        .enabled(true)
                        .kmsKey(key)
                        .build())
                .logging(LoggingOptions.builder()
                        .slowSearchLogEnabled(true)
                        .slowSearchLogGroup(logs.get(0))
                        .slowIndexLogEnabled(true)
                        .slowIndexLogGroup(logs.get(1))
                        .appLogEnabled(true)
                        .appLogGroup(logs.get(2))
                        .auditLogEnabled(true)
                        .auditLogGroup(logs.get(3))
                        .build())
                .suppressLogsResourcePolicy(true)
                .removalPolicy(RETAIN)
                .build();
        ArnComponents arn = ArnComponents.builder().service("es").resource("domain").resourceName(NAME).build();
        CfnDomain resource = (CfnDomain) created.getNode().getDefaultChild();
        resource.setAccessPolicies(PolicyDocument.Builder.create()
                .statements(List.of(PolicyStatement.Builder.create()
                        .principals(List.of(new ArnPrincipal(admin.getRoleArn())))
                        .actions(HTTP_ACTIONS)
                        .resources(List.of(Stack.of(this).formatArn(arn) + "/*"))
                        .build()))
                .build());
        return created;
    }
}
