package org.example.bench;

import java.nio.file.Path;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** The same platform by hand. The arguments: the folder of the cloud assembly, and the folder of the library's code. */
public final class ByHandApp {
    /** The seven services of ServiceCatalogue.PHASE_ONE. */
    private static final List<Service> SEVEN = List.of(
            Service.of("userservice", "cache", "messaging"),
            Service.of("productservice", "cache", "messaging", "storage"),
            Service.of("orderservice", "cache", "messaging"),
            Service.inPciScope("paymentservice", "messaging"),
            Service.of("notificationservice", "messaging", "storage-read"),
            Service.of("searchservice", "cache", "messaging", "search"),
            Service.of("inventoryservice", "cache", "messaging"));

    public static void main(final String[] args) {
        App app = new App(AppProps.builder().outdir(args[0]).build());
        new PlatformByHand(app, SEVEN, FunctionCode.in(Path.of(args[1])));
        app.synth();
    }

    private ByHandApp() {}
}
