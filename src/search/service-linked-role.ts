import { join } from 'node:path';
import { CustomResource, Duration, aws_iam as iam, aws_lambda as lambda, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { createLogGroup, type LogGroupProps } from '../private/log-group';
import { acknowledgeDeploymentFunction } from '../private/provider-function';
import { OpenSearchServiceLinkedRole } from './search-options';

/** Props of `requireServiceLinkedRole`. */
export interface ServiceLinkedRoleProps {
  readonly mode: OpenSearchServiceLinkedRole;
  /** The log group of the function, for the first domain of the stack. Its removal policy is always DESTROY. */
  readonly logs: LogGroupProps;
}

/** Creates a custom resource that is complete as soon as a domain can use the service-linked role. */
export function requireServiceLinkedRole(scope: Construct, { mode, logs }: ServiceLinkedRoleProps): RequiredRole {
  const provider = RoleProvider.of(scope, logs);
  if (mode === OpenSearchServiceLinkedRole.ENSURE) {
    provider.allowCreation();
  }
  const resource = new CustomResource(scope, 'ServiceLinkedRole', {
    resourceType: 'Custom::OpenSearchServiceLinkedRole',
    serviceToken: provider.arn,
    serviceTimeout: Duration.minutes(10), // the default is an hour
    properties: { Mode: mode },
  });
  resource.node.addDependency(provider.policy);
  return { resource, functionRole: provider.role };
}

/** The custom resource, and the role of its function. */
export interface RequiredRole {
  readonly resource: CustomResource;
  readonly functionRole: iam.Role;
}

/** The function of the custom resources: one for all domains of a stack, because the role belongs to the account. */
class RoleProvider extends Construct {
  public static of(scope: Construct, logs: LogGroupProps): RoleProvider {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(PROVIDER_ID);
    return existing instanceof RoleProvider ? existing : new RoleProvider(stack, PROVIDER_ID, logs);
  }

  public readonly role: iam.Role;
  public readonly policy: iam.ManagedPolicy;
  public readonly arn: string;
  private readonly serviceLinkedRoleArn: string;

  constructor(scope: Construct, id: string, logs: LogGroupProps) {
    super(scope, id);
    this.serviceLinkedRoleArn = this.roleArn(`aws-service-role/${SERVICE}/${ROLE_NAME}`);
    const logGroup = createLogGroup(this, 'Logs', { ...logs, removalPolicy: RemovalPolicy.DESTROY });
    this.role = new iam.Role(this, 'Role', {
      description: PURPOSE,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    // A managed policy, because security controls reject inline policies.
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description: PURPOSE,
      roles: [this.role],
      statements: [
        // IAM does not know the path of a missing role: it may then check the permission on the name alone.
        new iam.PolicyStatement({
          actions: ['iam:GetRole'],
          resources: [this.serviceLinkedRoleArn, this.roleArn(ROLE_NAME)],
        }),
        new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logGroup.logGroupArn],
        }),
      ],
    });
    const handler = new lambda.Function(this, 'Function', {
      description: PURPOSE,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(join(__dirname, 'function'), { exclude: ['*.d.ts'] }),
      handler: 'handler.handler',
      // Imported by ARN: the CDK would add an inline policy to the role, and a dependency that the ARN implies already.
      role: iam.Role.fromRoleArn(this, 'RoleByArn', this.role.roleArn, { mutable: false }),
      timeout: Duration.minutes(6), // a new role is usable after three minutes
      logGroup,
    });
    acknowledgeDeploymentFunction(handler);
    handler.node.addDependency(this.policy); // without it, the first log of the function could be lost
    this.arn = handler.functionArn;
  }

  /** Allows the function to create the role. The CDK writes equal statements once. */
  public allowCreation(): void {
    this.policy.addStatements(
      new iam.PolicyStatement({
        actions: ['iam:CreateServiceLinkedRole'],
        resources: [this.serviceLinkedRoleArn],
        conditions: { StringEquals: { 'iam:AWSServiceName': SERVICE } },
      }),
    );
  }

  private roleArn(resourceName: string): string {
    return Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'role', resourceName });
  }
}

const PROVIDER_ID = 'Custom::OpenSearchRoleProvider'; // in the stack, like the functions of the CDK's custom resources
const SERVICE = 'opensearchservice.amazonaws.com';
const ROLE_NAME = 'AWSServiceRoleForAmazonOpenSearchService';
const PURPOSE = 'Waits for the service-linked role of OpenSearch Service';
