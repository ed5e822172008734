package org.example.clients;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;

/** The cache. The names of keys begin with CACHE_KEY_PREFIX. */
public final class Cache {
    private Cache() {}

    /** Each new connection has the login that the secret has then. */
    public static RedisClient client() {
        RedisURI address = RedisURI.builder()
                .withHost(System.getenv("CACHE_ENDPOINT"))
                .withPort(Integer.parseInt(System.getenv("CACHE_PORT")))
                .withSsl(true)
                .withAuthentication(RedisCredentialsProvider.from(Cache::credentials))
                .build();
        return RedisClient.create(address);
    }

    private static RedisCredentials credentials() {
        Login login = Login.read(System.getenv("CACHE_SECRET_ARN"));
        return RedisCredentials.just(login.username(), login.password());
    }
}
