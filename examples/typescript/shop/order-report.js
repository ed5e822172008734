"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const ecommerce_constructs_1 = require("@org/ecommerce-constructs");
const aws_cdk_lib_1 = require("aws-cdk-lib");
/** A report of another team's on the order service: a task for their pipeline to run. */
class OrderReportStack extends aws_cdk_lib_1.Stack {
    constructor(scope, id, { environment, ...props }) {
        super(scope, id, props);
        const orders = ecommerce_constructs_1.Microservice.fromParameters(this, 'Orders', { environment, serviceName: 'orderservice' });
        const task = new aws_cdk_lib_1.aws_ecs.FargateTaskDefinition(this, 'Task', { cpu: 256, memoryLimitMiB: 512 });
        task.addContainer('report', {
            // Stands for the report's own image.
            image: aws_cdk_lib_1.aws_ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/postgres:18-alpine'),
            logging: aws_cdk_lib_1.aws_ecs.LogDrivers.awsLogs({ streamPrefix: 'order-report' }),
        });
        orders.connect(ecommerce_constructs_1.Workload.ecsTask(task, orders.securityGroups));
    }
}
const app = new aws_cdk_lib_1.App();
new OrderReportStack(app, 'ShopOrderReport', {
    environment: app.node.getContext('environment'),
    // To look up the platform's parameters, the CDK must know where to look.
    env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
