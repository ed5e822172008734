import { aws_iam as iam, Lazy, Stack, type aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { DependencyGroup, type IConstruct } from 'constructs';
import { refuse } from '../private/validation';
import type { Permission } from './permissions';
import type { IServiceAccess } from './service-access';

/**
 * Records the permissions that an access grants, without granting them to a role.
 *
 * A custom store only has a method that grants. The record makes its permissions available to other apps too.
 */
export function recordedGrants(scope: IConstruct, access: IServiceAccess): Permission[] {
  const recorder = new Recorder(scope);
  access.grantAccess(recorder);
  recorder.requireKeysOf(Object.values(access.secrets).map(({ secret }) => secret));
  return recorder.permissions;
}

/**
 * A principal that has no ARN. It is in the account of its scope, so that `bucket.grantRead(grantee)` and similar methods of
 * the CDK need no statement in the policy of a resource in the same account.
 */
class Recorder implements iam.IPrincipal {
  public readonly grantPrincipal: iam.IPrincipal = this;
  public readonly assumeRoleAction = 'sts:AssumeRole';
  public readonly principalAccount: string;
  private readonly statements: iam.PolicyStatement[] = [];
  /** The statements about secrets whose keys the CDK then allowed the recorder to use. */
  private readonly withKeys = new Set<iam.PolicyStatement>();

  constructor(private readonly scope: IConstruct) {
    this.principalAccount = Stack.of(scope).account;
  }

  /**
   * Fails when a template contains it: in the policy of a resource, the principal would be missing.
   *
   * `grantRead` of a secret also adds the recorder to the policy of its key. The CDK silently drops that statement for an
   * imported key, so that no template contains it.
   */
  public get policyFragment(): iam.PrincipalPolicyFragment {
    const last = this.statements.at(-1);
    if (last?.actions.some((action) => action.startsWith('secretsmanager:'))) {
      this.withKeys.add(last);
    }
    const principal = Lazy.string({ produce: () => this.refuseAsPrincipal() });
    return new iam.PrincipalPolicyFragment({ AWS: [principal] });
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    if (statement.effect !== iam.Effect.ALLOW || statement.actions.length === 0 || statement.resources.length === 0) {
      throw refuse(this.scope, {
        prop: 'grantAccess',
        gotInWords: 'a statement with effect Deny, notActions or notResources',
        allowed: 'a method that adds statements with effect Allow, actions and resources',
        fix: 'List the actions and resources that the service needs; conditions are supported.',
      });
    }
    this.statements.push(statement);
    return { statementAdded: true, policyDependable: new DependencyGroup() };
  }

  /** Read after all grants: the CDK adds conditions to statements that it has already added. */
  public get permissions(): Permission[] {
    return this.statements.map(({ actions, resources, conditions }) => ({
      actions,
      resources,
      ...(Object.keys(conditions).length > 0 && { conditions }),
    }));
  }

  /** Fails if the CDK allowed using a key, unless it is to read one of the secrets, which `connect` allows decrypting. */
  public requireKeysOf(secrets: secretsmanager.ISecret[]): void {
    for (const { actions, resources } of this.withKeys) {
      const isRead = actions.includes('secretsmanager:GetSecretValue');
      if (!isRead || !secrets.some((secret) => isOf(secret, resources))) {
        this.refuseAsPrincipal();
      }
    }
  }

  private refuseAsPrincipal(): never {
    throw refuse(this.scope, {
      prop: 'grantAccess',
      gotInWords: 'one that adds a statement to the policy of a resource or of a key',
      allowed: 'a method that adds statements only to the policies of the grantee',
      fix:
        'Use `iam.Grant.addToPrincipal` with the actions and the ARNs of the resource and of its key. `grantRead` of a secret ' +
        'changes the policy of its key, unless the key is imported and the store has the secret in `secrets`.',
    });
  }
}

/** Whether these are the ARN of the secret. The CDK has two tokens for it, which are equal in the stack of the secret. */
function isOf(secret: secretsmanager.ISecret, resources: string[]): boolean {
  const [arn, ...others] = [secret.secretArn, ...resources].map((text) => JSON.stringify(secret.stack.resolve(text)));
  return others.every((other) => other === arn);
}
