package org.example.shop;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ecommerce.constructs.EcommercePlatform;
import org.ecommerce.constructs.ServiceIsolationValidator;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;

class IsolationTest {
    @Test
    void anAppWithoutHolesIsAccepted() {
        App app = new App();
        shopIn(app);
        assertDoesNotThrow(() -> new ServiceIsolationValidator().requireIsolation(app));
    }

    @Test
    void aHoleFailsTheSynthesis() {
        App app = new App();
        Stack tools = new Stack(app, "Tools");
        Role role = Role.Builder.create(tools, "Report")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();
        shopIn(app).service("orderservice").getStore().grantAccess(role);
        Exception error =
                assertThrows(Exception.class, () -> new ServiceIsolationValidator().requireIsolation(app));
        assertTrue(
                error.getMessage().contains("Tools/Report/Resource reaches the secret of orderservice store"),
                error.getMessage());
    }

    private static EcommercePlatform shopIn(final App app) {
        ShopPlatform shop = new ShopPlatform(app, "Shop", new PerformanceEnvironment());
        new InvoicesStack(app, "ShopInvoices", shop.getPlatform());
        return shop.getPlatform();
    }
}
