import { Aws, aws_iam as iam } from 'aws-cdk-lib';
import { DependencyGroup } from 'constructs';
import type { Permission } from './permissions';
import type { IServiceAccess } from './service-access';

/**
 * Records the permissions that an access grants, without granting them to a role.
 *
 * A store that a user implements only knows how to grant, and its permissions must also reach apps that do not have it.
 */
export function recordedGrants(access: IServiceAccess): Permission[] {
  const recorder = new Recorder();
  access.grantAccess(recorder);
  return recorder.permissions;
}

class Recorder implements iam.IPrincipal {
  public readonly permissions: Permission[] = [];
  public readonly grantPrincipal: iam.IPrincipal = this;
  public readonly assumeRoleAction = 'sts:AssumeRole';
  public readonly principalAccount = Aws.ACCOUNT_ID;
  public readonly policyFragment = new iam.PrincipalPolicyFragment({});

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    const { actions, resources, conditions } = statement;
    if (statement.effect !== iam.Effect.ALLOW || actions.length === 0 || resources.length === 0) {
      throw new Error(
        'grantAccess must allow actions on resources, got a statement that denies, or that names what it leaves out. ' +
          'Grant what the service may do, and nothing else; conditions are kept.',
      );
    }
    this.permissions.push({ actions, resources, ...(Object.keys(conditions).length > 0 && { conditions }) });
    return { statementAdded: true, policyDependable: new DependencyGroup() };
  }
}
