package org.example.shop;

import org.ecommerce.constructs.EcommercePlatform;
import org.ecommerce.constructs.Microservice;
import org.ecommerce.constructs.Workload;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.constructs.Construct;

/** The invoice service, as a Lambda function. */
public class InvoicesStack extends Stack {
    public InvoicesStack(final Construct scope, final String id, final EcommercePlatform platform) {
        super(scope, id);
        Microservice invoices = platform.service("invoiceservice");

        Function handler = Function.Builder.create(this, "Function")
                .runtime(Runtime.PYTHON_3_13)
                .architecture(Architecture.ARM_64)
                .code(Code.fromAsset("lambda"))
                .handler("invoices.handler")
                .timeout(Duration.seconds(15))
                .vpc(platform.getVpc())
                .securityGroups(invoices.securityGroupsFor(this))
                .build();

        invoices.connect(Workload.lambdaFunction(handler));
    }
}
