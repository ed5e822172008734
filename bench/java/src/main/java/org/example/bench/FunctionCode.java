package org.example.bench;

import java.nio.file.Path;

/** The folders with the code of the functions. */
record FunctionCode(String rotation, String serviceLinkedRole, String logins) {
    /** The code of the library's functions, so that the assets are the same. */
    static FunctionCode in(final Path library) {
        return new FunctionCode(folder(library, "rotation"), folder(library, "search"), folder(library, "logins"));
    }

    private static String folder(final Path library, final String part) {
        return library.resolve(part).resolve("function").toString();
    }
}
