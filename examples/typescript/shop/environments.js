"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.environmentFromContext = environmentFromContext;
const ecommerce_constructs_1 = require("@org/ecommerce-constructs");
const aws_cdk_lib_1 = require("aws-cdk-lib");
/** For a first market: smaller instances than production, with production's value for every other setting. */
const PILOT = ecommerce_constructs_1.EnvironmentProviderFactory.fromValues({
    databaseInstanceType: aws_cdk_lib_1.aws_ec2.InstanceType.of(aws_cdk_lib_1.aws_ec2.InstanceClass.T4G, aws_cdk_lib_1.aws_ec2.InstanceSize.SMALL),
    cacheNodeType: 'cache.t4g.small',
    mqInstanceType: 'mq.m7g.medium',
});
/**
 * For load tests: large instances without standbys and backups, all deleted with the stack.
 *
 * A class, to be extended by other environments.
 */
class PerformanceEnvironment extends ecommerce_constructs_1.EnvironmentProvider {
    environmentName = 'performance';
    databaseInstanceType = aws_cdk_lib_1.aws_ec2.InstanceType.of(aws_cdk_lib_1.aws_ec2.InstanceClass.M8G, aws_cdk_lib_1.aws_ec2.InstanceSize.LARGE);
    cacheNodeType = 'cache.m7g.large';
    mqInstanceType = 'mq.m7g.xlarge';
    network = { natGateways: ecommerce_constructs_1.NatGateways.ONE };
    database = {
        multiAz: false,
        auroraReaders: 0,
        backupRetention: aws_cdk_lib_1.Duration.days(1),
    };
    backup = { retention: aws_cdk_lib_1.Duration.days(0) };
    retention = {
        removalPolicy: aws_cdk_lib_1.RemovalPolicy.DESTROY,
        deletionProtection: false,
        logRetention: aws_cdk_lib_1.aws_logs.RetentionDays.ONE_WEEK,
    };
}
/** The environment that the app's context names: `-c environment=pilot`, or the default in cdk.json. */
function environmentFromContext(scope) {
    const name = scope.node.tryGetContext('environment');
    switch (name) {
        case 'performance':
            return new PerformanceEnvironment();
        case 'pilot':
            return PILOT;
        default:
            throw new Error(`Unsupported environment: ${name}. Pass performance or pilot with -c.`);
    }
}
