import { Microservice, Workload } from '@org/ecommerce-constructs';
import { App, CfnOutput, aws_ec2 as ec2, aws_iam as iam, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkControls } from '../controls';

interface UsersStackProps extends StackProps {
  /** The environment that the platform was deployed as. */
  readonly environment: string;
}

/** The user service: pods on a cluster of EKS, which gives them this role and this security group. */
class UsersStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: UsersStackProps) {
    super(scope, id, props);
    const users = Microservice.fromParameters(this, 'Users', { environment, serviceName: 'userservice' });

    const role = new iam.Role(this, 'PodRole', {
      description: 'Pods of userservice',
      assumedBy: new iam.SessionTagsPrincipal(new iam.ServicePrincipal('pods.eks.amazonaws.com')),
    });
    const podGroup = new ec2.SecurityGroup(this, 'PodGroup', {
      vpc: ec2.Vpc.fromLookup(this, 'Vpc', { vpcName: 'Ecommerce/Platform/Network/Vpc' }),
      description: 'Pods of userservice',
      allowAllOutbound: false,
    });
    podGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'APIs of AWS: parameters and secrets');

    // The group is this team's own, so the connection lets it in, by rules in this stack.
    users.connect(Workload.identity(this, 'Pods', role, [podGroup]));

    // For `aws eks create-pod-identity-association`, for a SecurityGroupPolicy, and for the pods' configuration.
    new CfnOutput(this, 'RoleArn', { value: role.roleArn });
    new CfnOutput(this, 'SecurityGroupId', { value: podGroup.securityGroupId });
    new CfnOutput(this, 'ParameterPath', { value: `/${environment}/userservice` });
  }
}

const app = new App();
checkControls(app);
new UsersStack(app, 'EcommerceUsers', {
  environment: app.node.getContext('environment'),
  // To look up the platform's parameters, the CDK must know where to look.
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
