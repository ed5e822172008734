package org.example.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Conditions on the use of keys. */
final class KeyConditions {
    /** The condition that an AWS service uses a key, and nobody does so directly. */
    static Map<String, Object> onlyBy(final String service) {
        return Map.of("StringEquals", Map.of("kms:ViaService", viaService(service)));
    }

    /** The condition that Secrets Manager uses a key, and for this secret. */
    static Map<String, Object> onlyForSecret(final String secretArn) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("kms:ViaService", viaService("secretsmanager"));
        values.put("kms:EncryptionContext:SecretARN", secretArn);
        return Map.of("StringEquals", values);
    }

    private static String viaService(final String service) {
        return service + "." + Env.REGION + ".amazonaws.com";
    }

    private KeyConditions() {}
}
