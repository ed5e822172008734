package org.example.bench;

import software.amazon.awscdk.RemovalPolicy;
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

    private Secrets() {}
}
