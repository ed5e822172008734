package org.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ecommerce.constructs.DataStore;
import org.ecommerce.constructs.DatabaseSettings;
import org.ecommerce.constructs.ServiceCatalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awscdk.App;

class ErrorsTest {
    @Test
    void anErrorOfTheLibraryArrivesWithItsWholeMessage() {
        assertEquals(
                "readers must be a whole number from 0 to 15, got 99. A cluster has one writer and at most 15 readers. "
                        + "(in Shop/Platform/Database/orderservice)",
                messageOf(() -> new ShopPlatform(new App(), "Shop", new OverstaffedEnvironment())));
    }

    @Test
    void soDoesOneOfAStaticMethod() {
        assertEquals(
                "services must be a list of one or more services, got an empty list. Use PHASE_ONE for the seven services.",
                messageOf(() -> ServiceCatalogue.of(List.of())));
    }

    @Test
    void soDoesOneOfAMethod() {
        assertEquals(
                "name must be one of userservice, productservice, orderservice, paymentservice, notificationservice, "
                        + "searchservice, inventoryservice, got 'orders'. Add the service with `withService`, or correct "
                        + "the name.",
                messageOf(() -> ServiceCatalogue.PHASE_ONE.withStore("orders", DataStore.auroraPostgres())));
    }

    @Test
    void anErrorOfOnesOwnEnvironmentArrives() {
        assertEquals(
                "nobody has decided on a broker yet",
                messageOf(() -> new ShopPlatform(new App(), "Shop", new UnfinishedEnvironment())));
    }

    /** The message comes first; what jsii adds is where in the JavaScript it was thrown. */
    private static String messageOf(final Executable work) {
        String text = assertThrows(RuntimeException.class, work).getMessage();
        return text.lines().findFirst().orElseThrow().replaceFirst("^Error: ", "");
    }

    private static final class OverstaffedEnvironment extends PerformanceEnvironment {
        @Override
        public DatabaseSettings getDatabase() {
            return DatabaseSettings.builder().auroraReaders(99).build();
        }
    }

    private static final class UnfinishedEnvironment extends PerformanceEnvironment {
        @Override
        public String getMqInstanceType() {
            throw new IllegalStateException("nobody has decided on a broker yet");
        }
    }
}
