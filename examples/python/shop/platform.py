from constructs import Construct
from org_ecommerce_constructs import (
    Capability,
    DataStore,
    EcommerceInfrastructure,
    Events,
    IEnvironmentProvider,
    PlatformSearchOptions,
    ServiceCatalogue,
    ServiceDefinition,
    Subscription,
)

from shop.object_store import ObjectStore


class ShopPlatform(EcommerceInfrastructure):
    """The platform of a shop with two services."""

    def __init__(self, scope: Construct, construct_id: str, provider: IEnvironmentProvider) -> None:
        super().__init__(
            scope,
            construct_id,
            provider=provider,
            catalogue=ServiceCatalogue.of(
                [
                    ServiceDefinition(
                        name="orderservice",
                        store=DataStore.aurora_postgres(),
                        capabilities=[Capability.CACHE, Capability.MESSAGING],
                        publishes=Events.of("order.placed", "order.cancelled"),
                    ),
                    ServiceDefinition(
                        name="invoiceservice",
                        store=ObjectStore(),
                        capabilities=[Capability.MESSAGING],
                        subscribes=[Subscription.to("orderservice", "order.placed")],
                    ),
                ]
            ),
            search=PlatformSearchOptions(enabled=False),
        )
