package org.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ecommerce.constructs.EcommerceInfrastructure;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;

class LargeShopTest {
    @Test
    void eachServiceHasAStackExceptTheOneThatStaysInThePlatform() {
        EcommerceInfrastructure shop = LargeShop.create(new App());
        assertEquals("Shop/Platform/orderservice", shop.serviceStack("orderservice").getNode().getPath());
        assertEquals("Shop", shop.serviceStack("userservice").getNode().getPath());
    }
}
