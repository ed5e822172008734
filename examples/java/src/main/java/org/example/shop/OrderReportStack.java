package org.example.shop;

import org.ecommerce.constructs.IMicroservice;
import org.ecommerce.constructs.Microservice;
import org.ecommerce.constructs.MicroserviceParameters;
import org.ecommerce.constructs.Workload;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ecs.AwsLogDriverProps;
import software.amazon.awscdk.services.ecs.ContainerDefinitionOptions;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.ecs.LogDrivers;
import software.constructs.Construct;

/** A report on the order service, as a task. It belongs to another team, and their pipeline runs it. */
public class OrderReportStack extends Stack {
    /** @param environmentName the environment name of the deployed platform */
    public OrderReportStack(
            final Construct scope, final String id, final String environmentName, final StackProps props) {
        super(scope, id, props);
        IMicroservice orders = Microservice.fromParameters(this, "Orders", MicroserviceParameters.builder()
                .environment(environmentName)
                .serviceName("orderservice")
                .build());

        FargateTaskDefinition task = FargateTaskDefinition.Builder.create(this, "Task")
                .cpu(256)
                .memoryLimitMiB(512)
                .build();
        task.addContainer("report", ContainerDefinitionOptions.builder()
                // A placeholder for the image of the report.
                .image(ContainerImage.fromRegistry("public.ecr.aws/docker/library/postgres:18-alpine"))
                .logging(LogDrivers.awsLogs(AwsLogDriverProps.builder().streamPrefix("order-report").build()))
                .build());

        orders.connect(Workload.ecsTask(task, orders.securityGroupsFor(this)));
    }
}
