package org.example.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/** Generated passwords. */
final class Secrets {
    /** Creates a secret with the user name ecommerce and a generated password. */
    static Secret generated(final Construct scope, final Key key, final String description) {
        return Secret.Builder.create(scope, "Secret")
                .description(description)
                .encryptionKey(key)
                .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
                .generateSecretString(SecretStringGenerator.builder()
                        .secretStringTemplate("{\"username\":\"ecommerce\"}")
                        .generateStringKey("password")
                        .excludePunctuation(true)
                        .passwordLength(64)
                        .build())
                .build();
    }

    /** Creates the secret of a login, with these fields: names and values. */
    static Secret login(
            final Construct scope, final String id, final String description, final Key key, final String... fields) {
        Map<String, String> template = new LinkedHashMap<>();
        for (int index = 0; index < fields.length; index += 2) {
            template.put(fields[index], fields[index + 1]);
        }
        return Secret.Builder.create(scope, id)
                .description(description)
                .encryptionKey(key)
                .removalPolicy(RemovalPolicy.DESTROY)
                .generateSecretString(SecretStringGenerator.builder()
                        .secretStringTemplate(Stack.of(scope).toJsonString(template))
                        .generateStringKey("password")
                        .excludePunctuation(true)
                        .passwordLength(64)
                        .build())
                .build();
    }

    private Secrets() {}
}
