from constructs import Construct
from org_ecommerce_constructs import (
    Capability,
    DataStore,
    EcommerceInfrastructure,
    IEnvironmentProvider,
    PlatformSearchOptions,
    ServiceCatalogue,
    ServiceDefinition,
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
                    ),
                    ServiceDefinition(
                        name="invoiceservice",
                        store=ObjectStore(),
                        capabilities=[Capability.MESSAGING],
                    ),
                ]
            ),
            search=PlatformSearchOptions(enabled=False),
        )
