import {
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  Stage,
  Validations,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { analyse, type Result } from './analysis';
import { type Finding, idOf, RULES } from './finding';
import { formatMatrix } from './matrix';

/** What a service reaches of a part of the platform, or of another resource of the app. */
export interface ServiceReach {
  /** The service's name. */
  readonly serviceName: string;
  /** The store, the shared part, or the path of another resource. */
  readonly resource: string;
  /**
   * How the service reaches it: network; secret, which is that of a login; master, which is the secret of the master of a
   * database; login, which is with IAM; read or write.
   */
  readonly access: string[];
}

/**
 * Checks that each service of an app reaches only what it was given: its store, and the shared parts that it has a
 * capability for.
 *
 * It reads the templates of all stacks: the policies of roles, users, groups and resources, who may assume which role, and
 * the rules of security groups. It prints a table of what each service reaches. A finding fails the synthesis: it names the
 * service, the resource, the statement or the rule with its path, and an id. What the templates do not tell is a finding
 * too.
 *
 * Acknowledge a finding at its path or above it: `Validations.of(construct).acknowledge({ id, reason })`, with the id
 * `ServiceIsolation::` and the name of the rule.
 *
 * It also finds copies of data, such as a read replica, secrets that CloudFormation writes into templates, and resources
 * that run as the role of another service. What `sharesWith` and `sharesStoreWith` allow is no finding; the table shows it.
 *
 * On aws-cdk-lib 2.257, a plugin does not fail the synthesis of an app in Python or Java: call `requireIsolation` there.
 * While the CLI of the CDK looks up values, there are no findings; the CLI then runs the app again with the values.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 *
 * @example
 * import { ServiceIsolationValidator } from '@org/ecommerce-constructs';
 * import { App, Validations } from 'aws-cdk-lib';
 *
 * const app = new App();
 * Validations.of(app).addPlugins(new ServiceIsolationValidator(app));
 */
export class ServiceIsolationValidator implements IPolicyValidationPlugin {
  /** The name of the plugin in reports. */
  public readonly name = NAME;
  /**
   * The version of the plugin.
   * @default - none: the version is that of the library
   */
  public readonly version?: string;
  /**
   * The rules, such as `Network`. The ids of findings begin with them.
   * @default - all rules
   */
  public readonly ruleIds?: string[] = [...RULES];

  /**
   * Creates a validator.
   * @param scope the app, which aws-cdk-lib passes to plugins only in newer versions
   */
  constructor(private readonly scope?: IConstruct) {}

  /**
   * Checks the app after its synthesis, and prints what each service reaches. The CDK calls it for a plugin.
   *
   * Throws when aws-cdk-lib does not pass the app, and the constructor got none.
   * @param context the context of the validation
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const passed: unknown = Reflect.get(context, 'appConstruct');
    const scope = this.scope ?? (isConstruct(passed) ? passed : undefined);
    if (scope === undefined) {
      throw new Error(
        'scope must be the app, because this version of aws-cdk-lib does not pass it to plugins, got none. Write ' +
          '`new ServiceIsolationValidator(app)`.',
      );
    }
    const result = analyse(scope);
    process.stderr.write(`${formatMatrix(result.matrix)}\n`);
    return reportOf(result);
  }

  /**
   * Synthesizes an app, or a stage of one, and checks it.
   *
   * @param scope the app or the stage
   */
  public validateScope(scope: IConstruct): PolicyValidationPluginReport {
    return reportOf(synthesized(scope));
  }

  /**
   * Synthesizes an app, or a stage of one, and returns what each service reaches.
   *
   * @param scope the app or the stage
   */
  public reach(scope: IConstruct): ServiceReach[] {
    return [...synthesized(scope).matrix].flatMap(([serviceName, row]) =>
      [...row].map(([resource, access]) => ({ serviceName, resource, access: [...access] })),
    );
  }

  /**
   * Synthesizes an app, or a stage of one, prints what each service reaches, and fails if there are findings.
   *
   * Throws when a service reaches what it was not given; the error contains the findings.
   * @param scope the app or the stage
   */
  public requireIsolation(scope: IConstruct): void {
    const result = synthesized(scope);
    process.stderr.write(`${formatMatrix(result.matrix)}\n`);
    const findings = unacknowledged(result);
    if (findings.length > 0) {
      throw new Error(
        `services must reach only what they were given, got these findings:\n${findings.map(textOf).join('\n')}`,
      );
    }
  }
}

const NAME = 'ServiceIsolation';

function synthesized(scope: IConstruct): Result {
  (Stage.isStage(scope) ? scope : Stage.of(scope))?.synth();
  return analyse(scope);
}

function reportOf(result: Result): PolicyValidationPluginReport {
  const findings = unacknowledged(result);
  return {
    success: findings.length === 0,
    violations: findings.map((finding) => ({
      ruleName: idOf(finding),
      description: finding.description,
      fix: finding.fix,
      severity: 'error',
      violatingResources: [{ constructPath: finding.construct.node.path, locations: ['Properties'] }],
    })),
  };
}

/** The findings that no construct acknowledges, each once. */
function unacknowledged({ findings }: Result): Finding[] {
  const known = new Set<string>();
  return findings.filter((finding) => {
    const key = `${idOf(finding)} ${finding.description}`;
    const isNew = !known.has(key) && !isAcknowledged(finding);
    known.add(key);
    return isNew;
  });
}

/** Whether the construct or a parent acknowledges the id. Its prefix is the plugin, or the one that the CDK adds. */
function isAcknowledged(finding: Finding): boolean {
  const id = idOf(finding);
  return finding.construct.node.scopes.some(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .some(({ data }) => Object.keys(data).some((key) => key.replace(/^[^:[]*::/, '') === id)),
  );
}

function textOf(finding: Finding): string {
  return `${NAME}::${idOf(finding)}: ${finding.description} ${finding.fix} Or acknowledge the id at ${finding.construct.node.path}.`;
}

function isConstruct(value: unknown): value is IConstruct {
  return typeof value === 'object' && value !== null && 'node' in value;
}
