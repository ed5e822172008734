package org.example.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.NestedStack;
import software.amazon.awscdk.NestedStackProps;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.elasticache.CfnUser;
import software.amazon.awscdk.services.elasticache.CfnUserGroup;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.ArnPrincipal;
import software.amazon.awscdk.services.iam.CompositePrincipal;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;
import software.constructs.IDependable;

/** The logins of a service in the parts that it shares with others. */
final class PartLogins extends NestedStack {
    private static final String COMMANDS =
            "+@all -@admin -@dangerous -@scripting +eval +evalsha +eval_ro +evalsha_ro +script|load +script|exists "
                    + "-scan -randomkey -dbsize -pubsub -client|tracking +info";

    private final String service;
    private final SharedParts parts;

    PartLogins(final Construct scope, final String service, final SharedParts parts) {
        super(
                scope,
                "PartLogins",
                NestedStackProps.builder()
                        .description("Logins of " + service + " in shared parts")
                        .build());
        this.service = service;
        this.parts = parts;
    }

    /** Creates the user of the cache, and returns the ARN of its secret. */
    String createUser(final Key key) {
        Construct scope = new Construct(this, "Cache");
        CfnUserGroup group = parts.cache().userGroup;
        String userId = service + "-shop-platform";
        String accessString = "on ~" + service + ":* &" + service + ":* " + COMMANDS;
        Secret secret =
                Secrets.login(scope, "Secret", "Login of " + service + " to the cache", key, "username", userId);
        CfnUser user = CfnUser.Builder.create(scope, "User")
                .engine("valkey")
                .userId(userId)
                .userName(userId)
                .accessString(accessString)
                .passwords(List.of(secret.secretValueFromJson("password").unsafeUnwrap()))
                .build();
        List<PolicyStatement> statements = List.of(
                SecretFunction.allow(List.of("elasticache:DescribeUserGroups"), group.getAttrArn()),
                SecretFunction.allow(
                        List.of("elasticache:ModifyUserGroup"), group.getAttrArn(), user.getAttrArn()),
                SecretFunction.allow(
                        List.of("elasticache:DescribeUsers", "elasticache:ModifyUser"), user.getAttrArn()));
        LoginFunction function = new LoginFunction(
                scope,
                "Function",
                parts.vpc(),
                key,
                "cache for " + service,
                new LoginFunction.Bundle(
                        parts.code(), "elasticache", Map.of("USER_ID", user.getRef()), 15, RemovalPolicy.DESTROY),
                new LoginFunction.Rights(null, List.of(secret), statements),
                null,
                List.of(parts.cache().cache));
        Map<String, Object> properties =
                Map.of("UserId", user.getRef(), "UserGroupId", group.getRef(), "AccessString", accessString);
        return new ServiceLogin(
                        scope,
                        function,
                        new ServiceLogin.Declaration("cache", service, Map.of("SecretArn", secret), properties),
                        function.ready,
                        null)
                .attribute("SecretArn");
    }

    /** Creates the login on the broker, and returns the ARN of its secret. */
    String createBrokerLogin() {
        Construct scope = new Construct(this, "Broker");
        Messaging broker = parts.messaging();
        Secret secret = Secrets.login(
                scope, "Secret", "Login of " + service + " to the broker", parts.key(),
                "username", service + "_a", "endpoint", broker.endpoint, "vhost", "/",
                "prefix", service + ".", "exchange", service + ".events");
        IDependable policy = secret.addToResourcePolicy(PolicyStatement.Builder.create()
                        .principals(List.of(new ArnPrincipal(broker.logins.role.getRoleArn())))
                        .actions(SecretFunction.ROTATION_ACTIONS)
                        .resources(List.of(secret.getSecretArn()))
                        .build())
                .getPolicyDependable();
        Map<String, Object> properties = Map.of(
                "ConnectionLimit", 20,
                "Subscriptions", List.of(),
                "AdditionalNames", List.of(),
                "DefaultQueueType", "QUORUM",
                "Endpoint", broker.endpoint);
        ServiceLogin login = new ServiceLogin(
                scope,
                broker.logins,
                new ServiceLogin.Declaration("broker", service, Map.of("SecretArn", secret), properties),
                broker.logins.ready,
                broker.invocation);
        login.getNode().addDependency(policy);
        return login.attribute("SecretArn");
    }

    /** Creates the role on the search domain, and returns its ARN. */
    String createRole() {
        Construct scope = new Construct(this, "Search");
        Search search = parts.search();
        String description = "Calls the search domain for the workloads of " + service;
        Role role = Role.Builder.create(scope, "Role")
                .path("/search/" + service + "/")
                .description(description)
                .assumedBy(new CompositePrincipal(
                        new AccountRootPrincipal(), new ArnPrincipal(search.logins.role.getRoleArn())))
                .build();
        String paths = search.domain.getDomainArn() + "/*";
        ManagedPolicy policy = ManagedPolicy.Builder.create(scope, "Policy")
                .description(description)
                .roles(List.of(role))
                .statements(List.of(SecretFunction.allow(Search.HTTP_ACTIONS, paths)))
                .build();
        List<IDependable> ready = new ArrayList<>(search.logins.ready);
        ready.add(search.settings);
        ready.add(policy);
        Map<String, Object> properties = Map.of(
                "RoleArn", role.getRoleArn(),
                "Indexes", List.of(service),
                "Endpoint", search.domain.getDomainEndpoint());
        return new ServiceLogin(
                        scope,
                        search.logins,
                        new ServiceLogin.Declaration("search", service, Map.of(), properties),
                        ready,
                        null)
                .attribute("RoleArn");
    }
}
