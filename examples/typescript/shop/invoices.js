"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.InvoicesStack = void 0;
const node_path_1 = require("node:path");
const ecommerce_constructs_1 = require("@org/ecommerce-constructs");
const aws_cdk_lib_1 = require("aws-cdk-lib");
/** The invoice service: a function. */
class InvoicesStack extends aws_cdk_lib_1.Stack {
    constructor(scope, id, { platform, ...props }) {
        super(scope, id, props);
        const invoices = platform.service('invoiceservice');
        const handler = new aws_cdk_lib_1.aws_lambda.Function(this, 'Function', {
            runtime: aws_cdk_lib_1.aws_lambda.Runtime.PYTHON_3_13,
            architecture: aws_cdk_lib_1.aws_lambda.Architecture.ARM_64,
            code: aws_cdk_lib_1.aws_lambda.Code.fromAsset((0, node_path_1.join)(__dirname, 'lambda')),
            handler: 'invoices.handler',
            timeout: aws_cdk_lib_1.Duration.seconds(15),
            vpc: platform.vpc,
            securityGroups: invoices.securityGroups,
        });
        invoices.connect(ecommerce_constructs_1.Workload.lambdaFunction(handler));
    }
}
exports.InvoicesStack = InvoicesStack;
