import { Microservice, Workload } from '@org/ecommerce-constructs';
import { App, CfnOutput, aws_ec2 as ec2, aws_iam as iam, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkControls } from '../controls';

interface UsersStackProps extends StackProps {
  /** The environment name of the deployed platform. */
  readonly environment: string;
}

/** The user service, as pods on an EKS cluster. The cluster gives the pods this role and this security group. */
class UsersStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: UsersStackProps) {
    super(scope, id, props);
    const users = Microservice.fromParameters(this, 'Users', { environment, serviceName: 'userservice' });

    const role = new iam.Role(this, 'PodRole', {
      description: 'Pods of userservice',
      assumedBy: new iam.SessionTagsPrincipal(new iam.ServicePrincipal('pods.eks.amazonaws.com')),
    });
    const podGroup = new ec2.SecurityGroup(this, 'PodGroup', {
      vpc: ec2.Vpc.fromLookup(this, 'Vpc', { vpcName: 'vpc-ecommerce-platform-f684504f' }),
      description: 'Pods of userservice',
      allowAllOutbound: false,
    });
    podGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'APIs of AWS: parameters and secrets');

    // This security group is not one of the service's, so `connect` adds rules for it to this stack.
    users.connect(Workload.identity(this, 'Pods', role, [podGroup]));

    // Use these with `aws eks create-pod-identity-association`, a SecurityGroupPolicy and the configuration of the pods.
    new CfnOutput(this, 'RoleArn', { value: role.roleArn });
    new CfnOutput(this, 'SecurityGroupId', { value: podGroup.securityGroupId });
    new CfnOutput(this, 'ConnectionParameter', { value: `/${environment}/userservice/connection` });
  }
}

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
const app = new App();
checkControls(app);
new UsersStack(app, 'EcommerceUsers', {
  environment: app.node.getContext('environment'),
  // The CDK needs an account and a Region to look up the platform's parameters.
  env: { account, region },
});
