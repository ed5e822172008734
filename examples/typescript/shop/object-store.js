"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ObjectStore = void 0;
const aws_cdk_lib_1 = require("aws-cdk-lib");
/** A kind of store that the library does not have: a bucket for each service. */
class ObjectStore {
    bind(scope, { provider, defaults }) {
        const bucket = new aws_cdk_lib_1.aws_s3.Bucket(scope, 'Bucket', {
            encryption: aws_cdk_lib_1.aws_s3.BucketEncryption.KMS,
            encryptionKey: defaults?.encryptionKey,
            bucketKeyEnabled: true,
            blockPublicAccess: aws_cdk_lib_1.aws_s3.BlockPublicAccess.BLOCK_ALL,
            enforceSSL: true,
            versioned: true,
            removalPolicy: provider.retention?.removalPolicy ?? aws_cdk_lib_1.RemovalPolicy.RETAIN,
        });
        return new BucketStore(bucket);
    }
}
exports.ObjectStore = ObjectStore;
/** The store of one service. A bucket has no port and no login: a role that is let in may use it. */
class BucketStore {
    bucket;
    connections = new aws_cdk_lib_1.aws_ec2.Connections();
    settings;
    secrets = {};
    resourceArn;
    constructor(bucket) {
        this.bucket = bucket;
        this.settings = { BUCKET_NAME: bucket.bucketName };
        this.resourceArn = bucket.bucketArn;
    }
    grantAccess(grantee) {
        aws_cdk_lib_1.aws_iam.Grant.addToPrincipal({
            grantee,
            actions: ['s3:GetObject', 's3:PutObject'],
            resourceArns: [this.bucket.arnForObjects('*')],
        });
        if (this.bucket.encryptionKey) {
            aws_cdk_lib_1.aws_iam.Grant.addToPrincipal({
                grantee,
                actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
                resourceArns: [this.bucket.encryptionKey.keyArn],
            });
        }
    }
}
