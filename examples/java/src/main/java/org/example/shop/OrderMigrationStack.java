package org.example.shop;

import java.util.List;
import org.ecommerce.constructs.ConnectOptions;
import org.ecommerce.constructs.EcommercePlatform;
import org.ecommerce.constructs.IWorkload;
import org.ecommerce.constructs.Microservice;
import org.ecommerce.constructs.StoreRole;
import org.ecommerce.constructs.Workload;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ecs.AwsLogDriverProps;
import software.amazon.awscdk.services.ecs.ContainerDefinitionOptions;
import software.amazon.awscdk.services.ecs.ContainerImage;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.ecs.LogDrivers;
import software.constructs.Construct;

/** A task that changes the schema of the order service. The pipeline runs it before it deploys the service. */
public class OrderMigrationStack extends Stack {
    public OrderMigrationStack(final Construct scope, final String id, final EcommercePlatform platform) {
        super(scope, id);
        Microservice orders = platform.service("orderservice");

        FargateTaskDefinition task = FargateTaskDefinition.Builder.create(this, "Task")
                .cpu(256)
                .memoryLimitMiB(512)
                .build();
        task.addContainer("migration", ContainerDefinitionOptions.builder()
                // A placeholder for the image with the migrations.
                .image(ContainerImage.fromRegistry("public.ecr.aws/docker/library/postgres:18-alpine"))
                .logging(LogDrivers.awsLogs(AwsLogDriverProps.builder().streamPrefix("order-migration").build()))
                .build());

        // The task gets the login that may change the schema. It uses the database only.
        IWorkload workload = Workload.ecsTask(task, orders.securityGroupsFor(this));
        orders.connect(workload, ConnectOptions.builder()
                .capabilities(List.of())
                .storeRole(StoreRole.MIGRATION)
                .build());
    }
}
