import { CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  type Acknowledgement,
  acknowledge,
  acknowledgeSettled,
  acknowledgeToValidator,
  inPacks,
  skipInCheckov,
} from '../../src/private/acknowledge';
import { acceptProviderFunction } from '../../src/private/provider-function';
import { acknowledgedInTree } from '../controls/acknowledgements';
import { twoZoneStack } from '../support/stacks';

const WILDCARD = { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'It reads what is not there yet.' };
const TRAIL = { id: 'AwsSolutions-X1', reason: 'Another part writes it.' };

function scope(): Construct {
  return new Construct(twoZoneStack(), 'Part');
}

/** Validates a construct as synthesis does. */
function validate(construct: Construct): string[] {
  return construct.node.validate();
}

describe('acknowledge', () => {
  test('writes each rule with its reason, brackets and all', () => {
    const part = scope();
    acknowledge(part, WILDCARD, TRAIL);
    expect(part.node.metadata.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'aws:cdk:acknowledged-rules', data: { 'annotation::AwsSolutions-IAM5[Resource::*]': WILDCARD.reason } },
      { type: 'aws:cdk:acknowledged-rules', data: { 'annotation::AwsSolutions-X1': TRAIL.reason } },
    ]);
  });
});

test("acknowledgeToValidator writes for the CDK's own validator", () => {
  const part = scope();
  acknowledgeToValidator(part, { id: 'E3001', reason: 'It is newer than the validator.' });
  expect(part.node.metadata.map(({ type, data }) => ({ type, data }))).toEqual([
    {
      type: 'aws:cdk:acknowledged-rules',
      data: { 'CloudFormation-Validate::E3001': 'It is newer than the validator.' },
    },
  ]);
});

test('inPacks names the rule in three packs, or in those that are listed', () => {
  expect(inPacks('Rule', 'Why.')).toEqual([
    { id: 'NIST.800.53.R5-Rule', reason: 'Why.' },
    { id: 'HIPAA.Security-Rule', reason: 'Why.' },
    { id: 'PCI.DSS.321-Rule', reason: 'Why.' },
  ]);
  expect(inPacks('Rule', 'Why.', ['HIPAA.Security'])).toEqual([{ id: 'HIPAA.Security-Rule', reason: 'Why.' }]);
});

test('skipInCheckov writes checks into the metadata of the resource', () => {
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

describe('acknowledgeSettled', () => {
  const written = (part: Construct) => acknowledgedInTree(part).map(({ rule, reason }) => ({ id: rule, reason }));

  test('writes at once, and what is right when the app is finished', () => {
    const part = scope();
    let answer: Acknowledgement | undefined = WILDCARD;
    acknowledgeSettled(part, () => answer);
    expect(written(part)).toEqual([WILDCARD]);
    answer = TRAIL;
    expect(validate(part)).toEqual([]);
    expect(written(part)).toEqual([TRAIL]);
    answer = undefined;
    validate(part);
    expect(written(part)).toEqual([]);
  });

  test('may begin without an answer', () => {
    const part = scope();
    let answer: Acknowledgement | undefined;
    acknowledgeSettled(part, () => answer);
    expect(written(part)).toEqual([]);
    answer = WILDCARD;
    validate(part);
    expect(written(part)).toEqual([WILDCARD]);
  });

  test('writes once what is said twice, whatever metadata of other types say', () => {
    const part = scope();
    part.node.addMetadata('another', { 'annotation::AwsSolutions-X1': 'Of another type.' });
    acknowledgeSettled(part, () => WILDCARD);
    acknowledgeSettled(part, () => WILDCARD);
    acknowledgeSettled(part, () => TRAIL);
    expect(written(part).map(({ id }) => id)).toEqual([WILDCARD.id, TRAIL.id]);
  });
});

test('acceptProviderFunction leaves a stack without such a function as it is', () => {
  const stack = twoZoneStack();
  new Construct(stack, 'Provider');
  const before = stack.node.findAll().length;
  acceptProviderFunction(scope(), 'Provider');
  acceptProviderFunction(stack, 'Provider');
  acceptProviderFunction(stack, 'Another');
  expect(stack.node.findAll()).toHaveLength(before);
});
