package org.example.bench;

import java.util.List;

/** A service, and the shared parts that it uses. */
record Service(String name, List<String> uses) {
    Service(final String name, final String... uses) {
        this(name, List.of(uses));
    }

    boolean uses(final String part) {
        return uses.contains(part);
    }
}
