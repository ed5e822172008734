package org.example.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The login in a secret. */
public record Login(String username, String password) {
    private static final SecretsManagerClient SECRETS_MANAGER = SecretsManagerClient.create();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads the login that the secret has now. */
    public static Login read(final String secretArn) {
        String text = SECRETS_MANAGER.getSecretValue(request -> request.secretId(secretArn)).secretString();
        try {
            JsonNode fields = JSON.readTree(text);
            return new Login(fields.get("username").asText(), fields.get("password").asText());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
