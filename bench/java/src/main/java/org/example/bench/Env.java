package org.example.bench;

/** Where the platform is deployed. */
final class Env {
    static final String ACCOUNT = "123456789012";
    static final String REGION = "eu-central-1";

    private Env() {}
}
