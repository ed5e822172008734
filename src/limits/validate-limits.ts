import { Stack, Stage } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { validateAccessPolicies } from './access-policies';
import { validateGroupRules } from './group-rules';
import { validateLogPolicies } from './log-policies';
import { validateQuotas } from './quotas';
import { validateResources } from './resources';
import { validateEntries } from './stack-entries';
import { Survey } from './survey';

/** What is known of a platform when it is created. */
export interface LimitedPlatform {
  /** The names of its services, in the order of the catalogue. */
  readonly services: readonly string[];
  /** Returns its stacks; called when the app is synthesized. */
  readonly stacks: () => readonly Stack[];
}

/**
 * Rejects an app in which the platform, or the workloads of its services, exceed a limit of AWS.
 *
 * Checks the complete app when it is synthesized, because workloads are connected after the platform is created. The CDK
 * validates all constructs before it renders a template, so that these errors come before its own.
 */
export function validateLimits(platform: Construct, props: LimitedPlatform): void {
  const stage = Stage.of(platform) ?? platform.node.root;
  const others = PLATFORMS.get(stage) ?? [];
  const isFirst = others.length === 0;
  PLATFORMS.set(stage, [...others, props]);
  const validate = () => {
    const survey = new Survey(platform, stage, props.services);
    return [
      ...props.stacks().flatMap((stack) => validateResources(stack, survey)),
      ...validateGroupRules(platform, survey),
      ...validateLogPolicies(platform, survey),
      ...(isFirst ? validateStage(platform, stage, survey) : []),
    ];
  };
  platform.node.addValidation({ validate });
}

/** Checks what can concern several platforms of a stage; the first of them reports it. */
function validateStage(platform: IConstruct, stage: IConstruct, survey: Survey): string[] {
  const ofPlatforms = (PLATFORMS.get(stage) ?? []).flatMap(({ stacks }) => stacks());
  const ofWorkloads = survey.accessPolicies.map(({ policy }) => Stack.of(policy));
  return [
    ...validateQuotas(platform),
    ...[...new Set([...ofPlatforms, ...ofWorkloads])].flatMap((stack) => validateEntries(stack, survey)),
    ...validateAccessPolicies(platform, survey),
  ];
}

/** The platforms of each stage. */
const PLATFORMS = new WeakMap<IConstruct, LimitedPlatform[]>();
