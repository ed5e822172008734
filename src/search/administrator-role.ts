import { aws_iam as iam, type RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { pathText } from '../naming/texts';

/** Creates the role that administers a domain. Without it, nobody could administer a retained domain. */
export function createAdministratorRole(
  scope: Construct,
  administrators: iam.IPrincipal[],
  removalPolicy: RemovalPolicy,
): iam.Role {
  const role = new iam.Role(scope, 'AdminRole', {
    assumedBy: administrators.length > 0 ? new iam.CompositePrincipal(...administrators) : nobody(),
    description: `Administers the OpenSearch domain of ${pathText(scope)}`,
  });
  role.applyRemovalPolicy(removalPolicy);
  return role;
}

/**
 * The root user, which cannot assume a role. IAM requires a trust policy to have a statement, and a service as its principal
 * could be made to assume the role.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
function nobody(): iam.IPrincipal {
  const root = new iam.AccountRootPrincipal();
  return root.withConditions({ ArnEquals: { 'aws:PrincipalArn': root.arn } });
}
