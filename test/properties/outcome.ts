import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { isDocumented } from './documented-errors';
import type { Draw } from './draws';

/** The app that a construct is drawn into. */
export interface AppDraw {
  readonly flags: boolean;
  /** Whether the stack says neither its account nor its region. */
  readonly agnostic: boolean;
}

/** What became of a draw: a template, or the library's refusal of it. */
export type Outcome = 'template' | 'refusal';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** What the CDK would look up in the account. */
const LOOKUPS = {
  'availability-zones:account=123456789012:region=eu-central-1': ['a', 'b', 'c'].map((zone) => `eu-central-1${zone}`),
};

/** The most resources that CloudFormation takes in one template. */
const MOST_RESOURCES = 500;

/** Synthesizes draws, and throws what no draw may come to. */
export class Synthesis {
  private readonly outdir = mkdtempSync(join(tmpdir(), 'properties-'));

  /** @param options whether the CDK's own validator has to have seen each template */
  constructor(private readonly options: { readonly validated: boolean }) {}

  public outcomeOf(draw: Draw, { flags, agnostic }: AppDraw): Outcome {
    const [[, withoutFlags], [, recommended]] = FEATURE_FLAGS;
    const context = { ...(flags ? recommended : withoutFlags), ...LOOKUPS, ...REPORTED };
    const app = new App({ context, outdir: this.outdir });
    try {
      draw.build(app, agnostic ? undefined : ENV);
    } catch (error) {
      if (isDocumented(error)) {
        return 'refusal';
      }
      throw error;
    }
    for (const { template } of app.synth().stacks) {
      requireSound(template);
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

/** Has the validator write its findings to its report, and print nothing. */
const REPORTED = {
  '@aws-cdk/core:annotationsInValidationReport': false,
  '@aws-cdk/core:failSynthOnValidationErrors': false,
  '@aws-cdk/core:validateAgainstDefaultRules': true,
};

interface SoundTemplate {
  readonly Resources?: Record<string, unknown>;
  readonly Parameters?: Record<string, unknown>;
}

/** Throws where a template refers to what it does not have, to itself in a circle, or is too large. */
function requireSound(template: SoundTemplate): void {
  Template.fromJSON(template);
  const { Resources = {}, Parameters = {} } = template;
  const size = Object.keys(Resources).length;
  if (size > MOST_RESOURCES) {
    throw new Error(`The template has ${size} resources, more than ${MOST_RESOURCES}.`);
  }
  const known = new Set([...Object.keys(Resources), ...Object.keys(Parameters)]);
  const unknown = references(Resources).filter((id) => !known.has(id) && !id.startsWith('AWS::'));
  if (unknown.length > 0) {
    throw new Error(`The template refers to ${unknown.join(', ')}, which it does not have.`);
  }
}

/** The logical ids that a value refers to. */
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

/** Throws what the CDK's own validator found; and where it was not there to look. */
function requireNoFindings(report: string): void {
  if (!existsSync(report)) {
    throw new Error("The CDK's own validator wrote no report: this aws-cdk-lib has none, or it is switched off.");
  }
  const { pluginReports }: ValidationReport = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(report);
  const findings = pluginReports
    .filter(({ pluginName }) => pluginName === VALIDATOR)
    .flatMap(({ violations }) => violations)
    .filter(({ ruleName }) => ruleName !== EMPTY);
  if (findings.length > 0) {
    throw new Error(findings.map(({ ruleName, description }) => `${ruleName}: ${description}`).join('\n'));
  }
}

/** A template without resources: stores that exist make none. */
const EMPTY = 'F0001';

const VALIDATOR = 'CloudFormation Validate';

interface ValidationReport {
  readonly pluginReports: ReadonlyArray<{
    readonly pluginName: string;
    readonly violations: ReadonlyArray<{ readonly ruleName: string; readonly description: string }>;
  }>;
}
