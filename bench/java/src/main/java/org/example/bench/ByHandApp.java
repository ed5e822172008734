package org.example.bench;

import java.nio.file.Path;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** The same platform by hand. The arguments: the folder of the cloud assembly, and the folder of the library's code. */
public final class ByHandApp {
    /** The seven services of ServiceCatalogue.PHASE_ONE. */
    private static final List<Service> SEVEN = List.of(
            new Service("userservice", "cache", "messaging"),
            new Service("productservice", "cache", "messaging", "storage"),
            new Service("orderservice", "cache", "messaging"),
            new Service("paymentservice", "messaging"),
            new Service("notificationservice", "messaging", "storage-read"),
            new Service("searchservice", "cache", "messaging", "search"),
            new Service("inventoryservice", "cache", "messaging"));

    public static void main(final String[] args) {
        App app = new App(AppProps.builder().outdir(args[0]).build());
        Path code = Path.of(args[1]);
        new PlatformByHand(
                app,
                SEVEN,
                code.resolve("rotation").resolve("function").toString(),
                code.resolve("search").resolve("function").toString());
        app.synth();
    }

    private ByHandApp() {}
}
