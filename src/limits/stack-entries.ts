import { DefaultStackSynthesizer, type Stack } from 'aws-cdk-lib';
import { refuse } from '../private/validation';
import type { Survey } from './survey';

/** Rejects a stack with more parameters or outputs than CloudFormation takes. */
export function validateEntries(stack: Stack, survey: Survey): string[] {
  return [...validateParameters(stack, survey), ...validateOutputs(stack, survey)];
}

function validateParameters(stack: Stack, survey: Survey): string[] {
  const parameters = survey.contentsOf(stack).parameters + (getsBootstrapVersion(stack) ? 1 : 0);
  if (parameters <= MAX_PARAMETERS) {
    return [];
  }
  const refusal = refuse(stack, {
    prop: 'stack',
    allowed: `one with at most ${MAX_PARAMETERS} parameters`,
    got: parameters,
    fix: 'Create the workloads of some services, or resources of your own, in another stack.',
  });
  return [refusal.message];
}

/** Whether the CDK still adds a parameter with the version of the bootstrap stack, which it does after the validation. */
function getsBootstrapVersion({ synthesizer, node }: Stack): boolean {
  return synthesizer instanceof DefaultStackSynthesizer && !node.tryFindChild('BootstrapVersion');
}

function validateOutputs(stack: Stack, survey: Survey): string[] {
  const { outputs } = survey.contentsOf(stack);
  if (outputs <= MAX_OUTPUTS) {
    return [];
  }
  const refusal = refuse(stack, {
    prop: 'stack',
    allowed: `one with at most ${MAX_OUTPUTS} outputs`,
    got: outputs,
    fix:
      'Remove outputs of your own. If the platform has no environment name, set `environmentName`: the CDK then exports ' +
      'no values for workloads in other stacks.',
  });
  return [refusal.message];
}

const MAX_PARAMETERS = 200;
const MAX_OUTPUTS = 200;
