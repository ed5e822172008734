package org.example.bench;

import org.ecommerce.constructs.EcommerceInfrastructure;
import org.ecommerce.constructs.EnvironmentConfig;
import org.ecommerce.constructs.EnvironmentProviderFactory;
import org.ecommerce.constructs.PlatformMonitoringOptions;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;
import software.amazon.awscdk.Environment;

/** The platform in production, created by the library. The argument is the folder of the cloud assembly. */
public final class LibraryApp {
    public static void main(final String[] args) {
        App app = new App(AppProps.builder().outdir(args[0]).build());
        EnvironmentConfig config = EnvironmentConfig.builder().environment("production").build();
        EcommerceInfrastructure.Builder.create(app, "Shop")
                .provider(EnvironmentProviderFactory.create(config))
                // The program by hand has neither alarms nor dashboards.
                .monitoring(PlatformMonitoringOptions.builder().alarms(false).dashboard(false).build())
                .env(Environment.builder().account("123456789012").region("eu-central-1").build())
                .build();
        app.synth();
    }

    private LibraryApp() {}
}
