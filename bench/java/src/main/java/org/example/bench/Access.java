package org.example.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The access of a service to its database or to a shared part. */
record Access(
        Map<String, String> settings,
        Map<String, String> secrets,
        String keyArn,
        List<Map<String, Object>> rules,
        List<Map<String, Object>> permissions,
        String capability) {

    static Access toDatabase(final String service, final Database database) {
        return login(
                "DATABASE",
                ordered(
                        "DATABASE_HOST", database.instance.getDbInstanceEndpointAddress(),
                        "DATABASE_PORT", database.instance.getDbInstanceEndpointPort(),
                        "DATABASE_NAME", service),
                database.secretArn,
                database.key.getKeyArn(),
                rule(database.group.getSecurityGroupId(), Database.PORT),
                null);
    }

    static Access toCache(final SharedParts parts) {
        Cache part = parts.cache();
        return login(
                "CACHE",
                ordered(
                        "CACHE_ENDPOINT", part.cache.getAttrPrimaryEndPointAddress(),
                        "CACHE_READER_ENDPOINT", part.cache.getAttrReaderEndPointAddress(),
                        "CACHE_PORT", part.cache.getAttrPrimaryEndPointPort()),
                part.secret.getSecretArn(),
                parts.key().getKeyArn(),
                rule(part.groups.part().getSecurityGroupId(), Cache.PORT),
                "cache");
    }

    static Access toBroker(final SharedParts parts) {
        Messaging part = parts.messaging();
        return login(
                "BROKER",
                ordered("BROKER_ENDPOINT", part.endpoint),
                part.secret.getSecretArn(),
                parts.key().getKeyArn(),
                rule(part.groups.part().getSecurityGroupId(), Messaging.PORT),
                "messaging");
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
        return new Access(settings, Map.of(), null, List.of(), permissions, write ? "storage" : "storage-read");
    }

    static Access toSearch(final String service, final SharedParts parts) {
        Search part = parts.search();
        String index = part.domain.getDomainArn() + "/" + service;
        return new Access(
                ordered("SEARCH_ENDPOINT", part.domain.getDomainEndpoint()),
                Map.of(),
                null,
                List.of(rule(part.groups.part().getSecurityGroupId(), Search.PORT)),
                List.of(permission(Search.HTTP_ACTIONS, List.of(index, index + "/*"))),
                "search");
    }

    /** The access as the record of a service has it. */
    Map<String, Object> toRecord() {
        Map<String, Object> references = new LinkedHashMap<>();
        secrets.forEach((name, arn) -> references.put(name, reference(name, arn)));
        Map<String, Object> written = new LinkedHashMap<>();
        if (capability != null) {
            written.put("capability", capability);
        }
        written.put("settings", settings);
        written.put("secrets", references);
        written.put("rules", rules);
        written.put("permissions", permissions);
        return written;
    }

    private Map<String, Object> reference(final String name, final String arn) {
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("secretArn", arn);
        reference.put("field", name.endsWith("_USERNAME") ? "username" : "password");
        reference.put("keyArn", keyArn);
        return reference;
    }

    private static Access login(
            final String prefix,
            final Map<String, String> settings,
            final String secretArn,
            final String keyArn,
            final Map<String, Object> rule,
            final String capability) {
        List<String> read = List.of("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue");
        return new Access(
                settings,
                ordered(prefix + "_USERNAME", secretArn, prefix + "_PASSWORD", secretArn),
                keyArn,
                List.of(rule),
                List.of(
                        permission(read, List.of(secretArn)),
                        useOfKey(List.of("kms:Decrypt"), keyArn, KeyConditions.onlyForSecret(secretArn))),
                capability);
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
