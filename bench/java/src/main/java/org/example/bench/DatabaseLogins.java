package org.example.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.NestedStack;
import software.amazon.awscdk.NestedStackProps;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.secretsmanager.Secret;

/** The logins of a service in its database: of its workloads, and of its migrations. */
final class DatabaseLogins extends NestedStack {
    final String secretArn;
    final String migrationSecretArn;

    DatabaseLogins(final Database database, final String service, final Vpc vpc, final String code) {
        super(
                database,
                "Logins",
                NestedStackProps.builder().description("Logins of " + service).build());
        String host = database.instance.getDbInstanceEndpointAddress();
        String port = database.instance.getDbInstanceEndpointPort();
        Map<String, Secret> secrets = new LinkedHashMap<>();
        secrets.put(
                "SecretArn",
                Secrets.login(this, "Secret", "Login of " + service + " to its database", database.key,
                        "username", service + "_a", "host", host, "port", port, "dbname", service));
        secrets.put(
                "MigrationSecretArn",
                Secrets.login(this, "MigrationSecret", "Login of the migrations of " + service + " to its database",
                        database.key,
                        "username", service + "_migrator", "host", host, "port", port, "dbname", service));
        LoginFunction function = new LoginFunction(
                this,
                "Function",
                vpc,
                database.key,
                "database of " + service,
                new LoginFunction.Bundle(code, "postgres", Map.of("HOST", host, "PORT", port)),
                new LoginFunction.Rights(database.secretArn, List.copyOf(secrets.values()), List.of()),
                new LoginFunction.Target(database.group, Database.PORT),
                List.of());
        Map<String, Object> properties = Map.of(
                "Authentication", "PASSWORD",
                "Migration", "PASSWORD",
                "ConnectionLimit", 147,
                "Objects", "OF_OWNER",
                "Host", host);
        ServiceLogin login = new ServiceLogin(
                this,
                function,
                new ServiceLogin.Declaration("database", service, secrets, properties),
                function.ready,
                null);
        this.secretArn = login.attribute("SecretArn");
        this.migrationSecretArn = login.attribute("MigrationSecretArn");
    }
}
