package org.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ecommerce.constructs.DataStore;
import org.ecommerce.constructs.DatabaseSettings;
import org.ecommerce.constructs.EnvironmentValues;
import org.ecommerce.constructs.IEnvironmentProvider;
import org.ecommerce.constructs.ServiceCatalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.services.ec2.InstanceClass;
import software.amazon.awscdk.services.ec2.InstanceSize;
import software.amazon.awscdk.services.ec2.InstanceType;

class ErrorsTest {
    @Test
    void javaShowsTheWholeMessageOfAnErrorInAConstructor() {
        assertEquals(
                "readers must be a whole number from 0 to 15, got 99. A cluster has one writer and at most 15 readers. "
                        + "(in Shop/Platform/Database/orderservice)",
                messageOf(() -> new ShopPlatform(new App(), "Shop", new TooManyReaders())));
    }

    @Test
    void javaShowsTheWholeMessageOfAnErrorInAStaticMethod() {
        assertEquals(
                "services must be a list of one or more services, got an empty list. Use PHASE_ONE for the seven services.",
                messageOf(() -> ServiceCatalogue.of(List.of())));
    }

    @Test
    void javaShowsTheWholeMessageOfAnErrorInAMethod() {
        assertEquals(
                "name must be one of userservice, productservice, orderservice, paymentservice, notificationservice, "
                        + "searchservice, inventoryservice, got 'orders'. Add the service with `withService`, or correct "
                        + "the name.",
                messageOf(() -> ServiceCatalogue.PHASE_ONE.withStore("orders", DataStore.auroraPostgres())));
    }

    @Test
    void javaShowsAnErrorThatACustomEnvironmentThrows() {
        assertEquals(
                "the broker's instance type is not decided yet",
                messageOf(() -> new ShopPlatform(new App(), "Shop", new FailingEnvironment())));
    }

    @Test
    void aRequiredSettingThatIsNullIsReported() {
        String message = messageOf(() -> new ShopPlatform(new App(), "Shop", new NoNodeType()));
        assertTrue(message.contains("cacheNodeType"), message);
    }

    @Test
    void aBuilderRejectsAnEnvironmentWithoutTheRequiredSettings() {
        String message = messageOf(
                () -> EnvironmentValues.builder().cacheNodeType("cache.t4g.small").build());
        assertEquals("databaseInstanceType is required", message);
    }

    @Test
    void furtherMethodsOfAnEnvironmentCauseNoWarning() {
        ShopPlatform shop = new ShopPlatform(new App(), "Shop", new EnvironmentWithAnOwner());
        Annotations.fromStack(shop).hasNoWarning("*", Match.stringLikeRegexp("the environment provider"));
    }

    /** Of the exception's text, the first line is the message; jsii adds the stack trace of the JavaScript. */
    private static String messageOf(final Executable work) {
        String text = assertThrows(RuntimeException.class, work).getMessage();
        return text.lines().findFirst().orElseThrow().replaceFirst("^Error: ", "");
    }

    private static final class TooManyReaders extends PerformanceEnvironment {
        @Override
        public DatabaseSettings getDatabase() {
            return DatabaseSettings.builder().auroraReaders(99).build();
        }
    }

    private static final class FailingEnvironment extends PerformanceEnvironment {
        @Override
        public String getMqInstanceType() {
            throw new IllegalStateException("the broker's instance type is not decided yet");
        }
    }

    private static final class NoNodeType extends PerformanceEnvironment {
        @Override
        public String getCacheNodeType() {
            return null;
        }
    }

    /** An implementation of the interface, whose method {@code getOwner} the library does not have. */
    public static final class EnvironmentWithAnOwner implements IEnvironmentProvider {
        @Override
        public InstanceType getDatabaseInstanceType() {
            return InstanceType.of(InstanceClass.T4G, InstanceSize.SMALL);
        }

        @Override
        public String getCacheNodeType() {
            return "cache.t4g.small";
        }

        @Override
        public String getMqInstanceType() {
            return "mq.m7g.medium";
        }

        public String getOwner() {
            return "platform team";
        }
    }
}
