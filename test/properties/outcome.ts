import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { isDocumented } from './documented-errors';
import type { GeneratedCase } from './subjects';

/** The app that a generated construct is built in. */
export interface GeneratedApp {
  /** Whether the app sets the feature flags of `cdk init`. */
  readonly flags: boolean;
  /** Whether the stack has neither an account nor a region. */
  readonly agnostic: boolean;
}

/** The outcome of a generated case: a valid template, or a documented error of the library. */
export type Outcome = 'template' | 'error';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** The results of context lookups, which the CDK would make in the account. */
const LOOKUPS = {
  'availability-zones:account=123456789012:region=eu-central-1': ['a', 'b', 'c'].map((zone) => `eu-central-1${zone}`),
};

/** The maximum number of resources in a CloudFormation template. */
const MAX_RESOURCES = 500;

/** Synthesizes generated cases. Throws undocumented errors, invalid templates and findings of the validator. */
export class Synthesis {
  private readonly outdir = mkdtempSync(join(tmpdir(), 'properties-'));

  /** @param options whether the CDK's built-in validator must check each template */
  constructor(private readonly options: { readonly validated: boolean }) {}

  public outcomeOf(generated: GeneratedCase, { flags, agnostic }: GeneratedApp): Outcome {
    const [[, withoutFlags], [, recommended]] = FEATURE_FLAGS;
    const context = { ...(flags ? recommended : withoutFlags), ...LOOKUPS, ...VALIDATION_REPORT };
    const app = new App({ context, outdir: this.outdir });
    try {
      generated.build(app, agnostic ? undefined : ENV);
      app.synth(); // some errors depend on the complete app
    } catch (error) {
      if (isDocumented(error)) {
        return 'error';
      }
      throw error;
    }
    for (const { template } of app.synth().stacks) {
      requireValid(template);
    }
    if (this.options.validated) {
      requireNoFindings(join(this.outdir, 'validation-report.json'));
    }
    return 'template';
  }

  public close(): void {
    rmSync(this.outdir, { recursive: true });
  }
}

/** The context that makes the validator write its findings to a report instead of printing them. */
const VALIDATION_REPORT = {
  '@aws-cdk/core:annotationsInValidationReport': false,
  '@aws-cdk/core:failSynthOnValidationErrors': false,
  '@aws-cdk/core:validateAgainstDefaultRules': true,
};

interface TemplateSections {
  readonly Resources?: Record<string, unknown>;
  readonly Parameters?: Record<string, unknown>;
}

/** Throws if a template has unresolved references, circular dependencies or too many resources. */
function requireValid(template: TemplateSections): void {
  Template.fromJSON(template); // throws on circular dependencies
  const { Resources = {}, Parameters = {} } = template;
  const size = Object.keys(Resources).length;
  if (size > MAX_RESOURCES) {
    throw new Error(`The template has ${size} resources, more than ${MAX_RESOURCES}.`);
  }
  const known = new Set([...Object.keys(Resources), ...Object.keys(Parameters)]);
  const unknown = references(Resources).filter((id) => !known.has(id) && !id.startsWith('AWS::'));
  if (unknown.length > 0) {
    throw new Error(`The template has no resource or parameter ${unknown.join(', ')}, but refers to it.`);
  }
}

/** Returns the logical ids that a value refers to. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) {
    return value.flatMap(references);
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([name, argument]) => {
    switch (name) {
      case 'Ref':
        return [String(argument)];
      case 'Fn::GetAtt':
        return [String(argument[0])];
      case 'DependsOn':
        return [argument].flat().map(String);
      default:
        return references(argument);
    }
  });
}

/** Throws the findings of the CDK's built-in validator, or an error if it wrote no report. */
function requireNoFindings(report: string): void {
  if (!existsSync(report)) {
    throw new Error("The CDK's built-in validator wrote no report: this aws-cdk-lib has none, or it is disabled.");
  }
  const { pluginReports }: ValidationReport = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(report);
  const findings = pluginReports
    .filter(({ pluginName }) => pluginName === VALIDATOR)
    .flatMap(({ violations }) => violations)
    .filter(({ ruleName }) => ruleName !== NO_RESOURCES);
  if (findings.length > 0) {
    throw new Error(findings.map(({ ruleName, description }) => `${ruleName}: ${description}`).join('\n'));
  }
}

/** The rule that rejects a template without resources. A stack with only existing stores has none. */
const NO_RESOURCES = 'F0001';

const VALIDATOR = 'CloudFormation Validate';

interface ValidationReport {
  readonly pluginReports: ReadonlyArray<{
    readonly pluginName: string;
    readonly violations: ReadonlyArray<{ readonly ruleName: string; readonly description: string }>;
  }>;
}
