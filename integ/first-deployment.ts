import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { AWSProvider, EcommerceInfrastructure, ServiceCatalogue } from '../src';
import { integApp } from './support/app';

// A production platform, with its removal policies, deletion protection and termination protection. The fault test of
// scripts/lib/integ/first-deployment.mjs deploys it with the CDK CLI.
const app = integApp('first-deployment');
const stack = new EcommerceInfrastructure(app, 'integ-first-deployment', {
  provider: new AWSProvider(),
  catalogue: ServiceCatalogue.PHASE_TWO,
});

// A resource that cannot be created, after the databases.
if (process.env.INTEG_FAULT && stack.database) {
  const impossible = new ec2.CfnSecurityGroupIngress(stack, 'Impossible', {
    groupId: 'sg-00000000000000000',
    ipProtocol: 'tcp',
    cidrIp: '192.0.2.0/24',
  });
  impossible.node.addDependency(stack.database);
}
