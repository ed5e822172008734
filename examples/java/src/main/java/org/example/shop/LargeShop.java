package org.example.shop;

import java.util.List;
import org.ecommerce.constructs.EcommerceInfrastructure;
import org.ecommerce.constructs.EnvironmentProviderFactory;
import org.ecommerce.constructs.EnvironmentConfig;
import org.ecommerce.constructs.ServiceStackOptions;
import org.ecommerce.constructs.ServiceStacks;
import software.amazon.awscdk.App;

/** A platform with a stack for each service. */
public final class LargeShop {
    private LargeShop() {}

    public static void main(final String[] args) {
        App app = new App();
        create(app);
        app.synth();
    }

    static EcommerceInfrastructure create(final App app) {
        return EcommerceInfrastructure.Builder.create(app, "Shop")
                .provider(EnvironmentProviderFactory.create(
                        EnvironmentConfig.builder().environment("production").build()))
                .serviceStacks(ServiceStacks.perService(
                        ServiceStackOptions.builder().keepInPlatform(List.of("userservice")).build()))
                .build();
    }
}
