package org.example.shop;

import org.ecommerce.constructs.EcommerceInfrastructure;
import org.ecommerce.constructs.EnvironmentProviderFactory;
import org.ecommerce.constructs.Microservice;
import org.ecommerce.constructs.Workload;
import software.amazon.awscdk.App;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;

public final class QuickStart {
    public static void main(final String[] args) {
        App app = new App();
        EcommerceInfrastructure shop = EcommerceInfrastructure.Builder.create(app, "Shop")
                .provider(EnvironmentProviderFactory.fromContext(app)) // cdk deploy --all -c environment=production
                .build();

        Microservice orders = shop.getPlatform().service("orderservice");
        Function handler = Function.Builder.create(shop, "Orders")
                .runtime(Runtime.PYTHON_3_13)
                .code(Code.fromInline("def handler(event, context): pass"))
                .handler("index.handler")
                .vpc(shop.getPlatform().getVpc())
                .securityGroups(orders.securityGroupsFor(shop))
                .build();
        orders.connect(Workload.lambdaFunction(handler)); // network, IAM, settings and secrets
        app.synth();
    }
}
