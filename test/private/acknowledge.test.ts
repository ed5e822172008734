import { CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  type Acknowledgement,
  acknowledge,
  acknowledgeAtSynthesis,
  acknowledgeToValidator,
  inPacks,
  skipInCheckov,
} from '../../src/private/acknowledge';
import { acknowledgeProviderFunction } from '../../src/private/provider-function';
import { acknowledgedInTree } from '../controls/acknowledgements';
import { twoZoneStack } from '../support/stacks';

const WILDCARD = { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'The resources do not exist yet.' };
const TRAIL = { id: 'AwsSolutions-X1', reason: 'Another part writes the trail.' };

function scope(): Construct {
  return new Construct(twoZoneStack(), 'Part');
}

/** Validates a construct as synthesis does. */
function validate(construct: Construct): string[] {
  return construct.node.validate();
}

describe('acknowledge', () => {
  test('adds each rule with its reason, including ids with brackets', () => {
    const part = scope();
    acknowledge(part, WILDCARD, TRAIL);
    expect(part.node.metadata.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'aws:cdk:acknowledged-rules', data: { 'annotation::AwsSolutions-IAM5[Resource::*]': WILDCARD.reason } },
      { type: 'aws:cdk:acknowledged-rules', data: { 'annotation::AwsSolutions-X1': TRAIL.reason } },
    ]);
  });
});

test("acknowledgeToValidator adds a rule of the CDK's validator", () => {
  const part = scope();
  acknowledgeToValidator(part, { id: 'E3001', reason: 'The property is newer than the validator.' });
  expect(part.node.metadata.map(({ type, data }) => ({ type, data }))).toEqual([
    {
      type: 'aws:cdk:acknowledged-rules',
      data: { 'CloudFormation-Validate::E3001': 'The property is newer than the validator.' },
    },
  ]);
});

test('inPacks acknowledges the rule in three packs, or in the listed packs', () => {
  expect(inPacks('Rule', 'Why.')).toEqual([
    { id: 'NIST.800.53.R5-Rule', reason: 'Why.' },
    { id: 'HIPAA.Security-Rule', reason: 'Why.' },
    { id: 'PCI.DSS.321-Rule', reason: 'Why.' },
  ]);
  expect(inPacks('Rule', 'Why.', ['HIPAA.Security'])).toEqual([{ id: 'HIPAA.Security-Rule', reason: 'Why.' }]);
});

test('skipInCheckov adds checks to the metadata of the resource', () => {
  const resource = new CfnResource(twoZoneStack(), 'Resource', { type: 'A::B::C' });
  skipInCheckov(resource, { id: 'CKV_1', reason: 'Why.' }, { id: 'CKV_2', reason: 'Why not.' });
  expect(resource.cfnOptions.metadata).toEqual({
    checkov: {
      skip: [
        { id: 'CKV_1', comment: 'Why.' },
        { id: 'CKV_2', comment: 'Why not.' },
      ],
    },
  });
});

describe('acknowledgeAtSynthesis', () => {
  const acknowledged = (part: Construct) => acknowledgedInTree(part).map(({ rule, reason }) => ({ id: rule, reason }));

  test('acknowledges immediately, and updates the finding when the constructs are validated', () => {
    const part = scope();
    let finding: Acknowledgement | undefined = WILDCARD;
    acknowledgeAtSynthesis(part, () => finding);
    expect(acknowledged(part)).toEqual([WILDCARD]);
    finding = TRAIL;
    expect(validate(part)).toEqual([]);
    expect(acknowledged(part)).toEqual([TRAIL]);
    finding = undefined;
    validate(part);
    expect(acknowledged(part)).toEqual([]);
  });

  test('acknowledges a finding that appears after the construct is created', () => {
    const part = scope();
    let finding: Acknowledgement | undefined;
    acknowledgeAtSynthesis(part, () => finding);
    expect(acknowledged(part)).toEqual([]);
    finding = WILDCARD;
    validate(part);
    expect(acknowledged(part)).toEqual([WILDCARD]);
  });

  test('acknowledges an equal finding once, and ignores metadata of other types', () => {
    const part = scope();
    part.node.addMetadata('another', { 'annotation::AwsSolutions-X1': 'Of another type.' });
    acknowledgeAtSynthesis(part, () => WILDCARD);
    acknowledgeAtSynthesis(part, () => WILDCARD);
    acknowledgeAtSynthesis(part, () => TRAIL);
    expect(acknowledged(part).map(({ id }) => id)).toEqual([WILDCARD.id, TRAIL.id]);
  });
});

test('acknowledgeProviderFunction does not change a stack without such a function', () => {
  const stack = twoZoneStack();
  new Construct(stack, 'Provider');
  const before = stack.node.findAll().length;
  acknowledgeProviderFunction(scope(), 'Provider');
  acknowledgeProviderFunction(stack, 'Provider');
  acknowledgeProviderFunction(stack, 'Another');
  expect(stack.node.findAll()).toHaveLength(before);
});
