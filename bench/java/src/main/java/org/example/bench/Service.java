package org.example.bench;

import java.util.List;

/** A service, whether it is in PCI scope, and the shared parts that it uses. */
record Service(String name, boolean pciScope, List<String> uses) {
    static Service of(final String name, final String... uses) {
        return new Service(name, false, List.of(uses));
    }

    static Service inPciScope(final String name, final String... uses) {
        return new Service(name, true, List.of(uses));
    }

    boolean uses(final String part) {
        return uses.contains(part);
    }
}
