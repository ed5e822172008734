import { Aws, aws_iam as iam } from 'aws-cdk-lib';
import { DependencyGroup } from 'constructs';
import type { Permission } from './permissions';
import type { IServiceAccess } from './service-access';

/**
 * Records the permissions that an access grants, without granting them to a role.
 *
 * A custom store only has a method that grants. The record makes its permissions available to other apps too.
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
        'grantAccess must grant by statements with effect Allow, actions and resources, got one with effect Deny, ' +
          'notActions or notResources. List the actions and resources that the service needs; conditions are supported.',
      );
    }
    this.permissions.push({ actions, resources, ...(Object.keys(conditions).length > 0 && { conditions }) });
    return { statementAdded: true, policyDependable: new DependencyGroup() };
  }
}
