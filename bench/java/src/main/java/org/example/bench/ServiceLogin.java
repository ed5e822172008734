package org.example.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;
import software.constructs.IDependable;

/** The logins of a service in one system, and the rotation of their passwords. */
final class ServiceLogin extends Construct {
    /** What a login consists of. */
    record Declaration(String system, String service, Map<String, Secret> secrets, Map<String, Object> properties) {}

    private final CustomResource resource;

    ServiceLogin(
            final Construct scope,
            final LoginFunction function,
            final Declaration login,
            final List<IDependable> ready,
            final IDependable invocation) {
        super(scope, "Login");
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("System", login.system());
        properties.put("Service", login.service());
        login.secrets().forEach((name, secret) -> properties.put(name, secret.getSecretArn()));
        properties.putAll(login.properties());
        this.resource = CustomResource.Builder.create(this, "Resource")
                .resourceType("Custom::ServiceLogin")
                .serviceToken(function.function.getFunctionArn())
                .serviceTimeout(Duration.minutes(function.minutes + 5))
                .properties(properties)
                .build();
        resource.getNode().addDependency(ready.toArray(IDependable[]::new));
        login.secrets().forEach((name, secret) -> SecretFunction.rotate(
                new Construct(this, name + "Rotation"), secret, function.function, List.of(resource), invocation));
    }

    String attribute(final String name) {
        return resource.getAttString(name);
    }
}
