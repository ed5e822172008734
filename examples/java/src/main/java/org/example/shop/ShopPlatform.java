package org.example.shop;

import java.util.List;
import org.ecommerce.constructs.Capability;
import org.ecommerce.constructs.DataStore;
import org.ecommerce.constructs.EcommerceInfrastructure;
import org.ecommerce.constructs.EcommerceInfrastructureProps;
import org.ecommerce.constructs.Events;
import org.ecommerce.constructs.IEnvironmentProvider;
import org.ecommerce.constructs.PlatformSearchOptions;
import org.ecommerce.constructs.ServiceCatalogue;
import org.ecommerce.constructs.ServiceDefinition;
import org.ecommerce.constructs.Subscription;
import software.constructs.Construct;

/** The platform of a shop with two services. */
public class ShopPlatform extends EcommerceInfrastructure {
    public ShopPlatform(final Construct scope, final String id, final IEnvironmentProvider provider) {
        super(scope, id, EcommerceInfrastructureProps.builder()
                .provider(provider)
                .catalogue(catalogue())
                .search(PlatformSearchOptions.builder().enabled(false).build())
                .build());
    }

    private static ServiceCatalogue catalogue() {
        return ServiceCatalogue.of(List.of(
                ServiceDefinition.builder()
                        .name("orderservice")
                        .store(DataStore.auroraPostgres())
                        .capabilities(List.of(Capability.CACHE, Capability.MESSAGING))
                        .publishes(Events.of("order.placed", "order.cancelled"))
                        .build(),
                ServiceDefinition.builder()
                        .name("invoiceservice")
                        .store(new ObjectStore())
                        .capabilities(List.of(Capability.MESSAGING))
                        .subscribes(List.of(Subscription.to("orderservice", "order.placed")))
                        .build()));
    }
}
