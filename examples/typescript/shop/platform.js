"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ShopPlatform = void 0;
const ecommerce_constructs_1 = require("@org/ecommerce-constructs");
const object_store_1 = require("./object-store");
/** The platform of a shop of two services. */
class ShopPlatform extends ecommerce_constructs_1.EcommerceInfrastructure {
    constructor(scope, id, provider) {
        super(scope, id, {
            provider,
            catalogue: ecommerce_constructs_1.ServiceCatalogue.of([
                {
                    name: 'orderservice',
                    store: ecommerce_constructs_1.DataStore.auroraPostgres(),
                    capabilities: [ecommerce_constructs_1.Capability.CACHE, ecommerce_constructs_1.Capability.MESSAGING],
                },
                { name: 'invoiceservice', store: new object_store_1.ObjectStore(), capabilities: [ecommerce_constructs_1.Capability.MESSAGING] },
            ]),
            search: { enabled: false },
        });
    }
}
exports.ShopPlatform = ShopPlatform;
