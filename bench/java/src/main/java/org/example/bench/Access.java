package org.example.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The access of a service to its database or to a shared part, as the record of the service has it. */
record Access(Map<String, Object> values) {

    static Access toDatabase(final String service, final Database database, final DatabaseLogins logins) {
        String keyArn = database.key.getKeyArn();
        Map<String, Object> values = login(
                "DATABASE",
                ordered(
                        "DATABASE_HOST", database.instance.getDbInstanceEndpointAddress(),
                        "DATABASE_PORT", database.instance.getDbInstanceEndpointPort(),
                        "DATABASE_NAME", service,
                        "DATABASE_OPTIONS", "sslmode=verify-full",
                        "DATABASE_SECRET_ARN", logins.secretArn),
                logins.secretArn,
                keyArn,
                rule(database.group.getSecurityGroupId(), Database.PORT));
        Map<String, String> settings = ordered("DATABASE_SECRET_ARN", logins.migrationSecretArn);
        values.put("migration", login("DATABASE", settings, logins.migrationSecretArn, keyArn, null));
        return new Access(values);
    }

    static Access toCache(
            final String service, final SharedParts parts, final String secretArn, final String keyArn) {
        Cache part = parts.cache();
        Map<String, Object> values = login(
                "CACHE",
                ordered(
                        "CACHE_ENDPOINT", part.cache.getAttrPrimaryEndPointAddress(),
                        "CACHE_READER_ENDPOINT", part.cache.getAttrReaderEndPointAddress(),
                        "CACHE_PORT", part.cache.getAttrPrimaryEndPointPort(),
                        "CACHE_KEY_PREFIX", service + ":",
                        "CACHE_SECRET_ARN", secretArn),
                secretArn,
                keyArn,
                rule(part.groups.part().getSecurityGroupId(), Cache.PORT));
        values.put("capability", "cache");
        return new Access(values);
    }

    static Access toBroker(final String service, final SharedParts parts, final String secretArn) {
        Messaging part = parts.messaging();
        Map<String, Object> values = login(
                "BROKER",
                ordered(
                        "BROKER_ENDPOINT", part.endpoint,
                        "BROKER_SECRET_ARN", secretArn,
                        "BROKER_PREFIX", service + ".",
                        "BROKER_EXCHANGE", service + ".events"),
                secretArn,
                parts.key().getKeyArn(),
                rule(part.groups.part().getSecurityGroupId(), Messaging.PORT));
        values.put("capability", "messaging");
        return new Access(values);
    }

    static Access toMedia(final SharedParts parts, final boolean write) {
        List<String> objects = write
                ? List.of("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject")
                : List.of("s3:GetObject");
        List<String> use = write ? List.of("kms:Decrypt", "kms:GenerateDataKey") : List.of("kms:Decrypt");
        List<Map<String, Object>> permissions = List.of(
                permission(List.of("s3:ListBucket"), List.of(parts.storage().media.getBucketArn())),
                permission(objects, List.of(parts.storage().media.arnForObjects("*"))),
                useOfKey(use, parts.key().getKeyArn(), KeyConditions.onlyBy("s3")));
        Map<String, String> settings = ordered("BUCKET_NAME", parts.storage().media.getBucketName());
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("settings", settings);
        values.put("secrets", Map.of());
        values.put("rules", List.of());
        values.put("permissions", permissions);
        values.put("capability", write ? "storage" : "storage-read");
        return new Access(values);
    }

    static Access toSearch(final SharedParts parts, final String roleArn) {
        Search part = parts.search();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(
                "settings", ordered("SEARCH_ENDPOINT", part.domain.getDomainEndpoint(), "SEARCH_ROLE_ARN", roleArn));
        values.put("secrets", Map.of());
        values.put("rules", List.of(rule(part.groups.part().getSecurityGroupId(), Search.PORT)));
        values.put("permissions", List.of(permission(List.of("sts:AssumeRole"), List.of(roleArn))));
        values.put("capability", "search");
        return new Access(values);
    }

    private static Map<String, Object> login(
            final String prefix,
            final Map<String, String> settings,
            final String secretArn,
            final String keyArn,
            final Map<String, Object> rule) {
        Map<String, Object> secrets = new LinkedHashMap<>();
        secrets.put(prefix + "_USERNAME", reference(secretArn, "username", keyArn));
        secrets.put(prefix + "_PASSWORD", reference(secretArn, "password", keyArn));
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("settings", settings);
        values.put("secrets", secrets);
        if (rule != null) {
            values.put("rules", List.of(rule));
        }
        values.put("permissions", List.of(ordered("secretArn", secretArn, "keyArn", keyArn)));
        return values;
    }

    private static Map<String, Object> reference(final String secretArn, final String field, final String keyArn) {
        Map<String, Object> reference =
                new LinkedHashMap<>(ordered("secretArn", secretArn, "field", field, "keyArn", keyArn));
        reference.put("rotationDays", 30);
        return reference;
    }

    private static Map<String, Object> rule(final String securityGroupId, final int port) {
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("securityGroupId", securityGroupId);
        rule.put("port", port);
        return rule;
    }

    private static Map<String, Object> permission(final List<String> actions, final List<String> resources) {
        Map<String, Object> permission = new LinkedHashMap<>();
        permission.put("actions", actions);
        permission.put("resources", resources);
        return permission;
    }

    private static Map<String, Object> useOfKey(
            final List<String> actions, final String keyArn, final Map<String, Object> conditions) {
        Map<String, Object> permission = permission(actions, List.of(keyArn));
        permission.put("conditions", conditions);
        return permission;
    }

    private static Map<String, String> ordered(final String... namesAndValues) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            map.put(namesAndValues[index], namesAndValues[index + 1]);
        }
        return map;
    }
}
