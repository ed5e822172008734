import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  acknowledgedByNag,
  cfnLintFindings,
  checkovFindings,
  differingFlags,
  suppressedFindings,
  validationFindings,
} from '../../lib/compliance/findings.mjs';

const violatingConstructs = [{ constructPath: 'A/B' }, { constructPath: 'A/C' }];

test('each construct that violates a rule is a finding of a rule pack or of the CDK validator', () => {
  const violations = [{ ruleName: 'E3025', severity: 'error', description: 'x'.repeat(999), violatingConstructs }];
  const pluginReports = ['PCI.DSS.321', 'CloudFormation-Validate'].map((pluginName) => ({ pluginName, violations }));
  const findings = validationFindings({ pluginReports });
  assert.deepEqual(
    findings.map(({ tool, rule, stack, at }) => [tool, rule, stack, at]),
    [
      ['PCI.DSS.321', 'E3025', 'A', 'A/B'],
      ['PCI.DSS.321', 'E3025', 'A', 'A/C'],
      ['CDK validator', 'E3025', 'A', 'A/B'],
      ['CDK validator', 'E3025', 'A', 'A/C'],
    ],
  );
  assert.match(findings[0].text, /^error: x+\.\.\.$/);
  assert.deepEqual(validationFindings({ pluginReports: [] }), []);
});

test('an acknowledged violation is not an open finding', () => {
  const suppressedViolations = [{ ruleName: 'F3002', severity: 'error', description: '', violatingConstructs }];
  const report = { pluginReports: [{ pluginName: 'x', conclusion: 'success', violations: [], suppressedViolations }] };
  assert.equal(validationFindings(report).length, 0);
  assert.equal(suppressedFindings(report).length, 2);
});

test('a rule pack that did not run is a failure, not a report without findings', () => {
  const unexplained = { pluginName: 'HIPAA.Security', conclusion: 'failure', violations: [] };
  assert.throws(() => validationFindings({ pluginReports: [unexplained] }), /HIPAA\.Security failed without a reason/);
  const explained = { ...unexplained, metadata: { error: 'requires a construct tree' } };
  assert.throws(() => validationFindings({ pluginReports: [explained] }), /did not run: requires a construct tree/);
});

test('reads only the acknowledgements of cdk-nag rules from metadata', () => {
  const data = { 'annotation::AwsSolutions-OS3': 'why', 'CloudFormation-Validate::F3002': 'why' };
  const metadata = { '/S/Domain': [{ type: 'aws:cdk:acknowledged-rules', data }, { type: 'aws:cdk:logicalId' }] };
  assert.deepEqual(acknowledgedByNag(metadata), [{ tool: 'AwsSolutions', rule: 'AwsSolutions-OS3', at: '/S/Domain' }]);
});

test('a warning of cfn-lint is a finding, and empty output has no findings', () => {
  const Location = { Path: ['Resources', 'A', 0] };
  const output = [{ Filename: 'x/T', Level: 'Warning', Rule: { Id: 'W3005' }, Location, Message: 'no' }];
  const [finding] = cfnLintFindings(JSON.stringify(output));
  assert.deepEqual(finding, {
    tool: 'cfn-lint',
    rule: 'W3005',
    file: 'x/T',
    resource: 'A',
    at: 'Resources/A/0',
    text: 'warning: no',
  });
  assert.deepEqual(cfnLintFindings(''), []);
});

test('a failed check of checkov is a finding, and a run that checked nothing fails', () => {
  const failed = { check_id: 'CKV_1', check_name: 'no', file_abs_path: 'x/T', resource: 'AWS::S3::Bucket.A' };
  const [finding] = checkovFindings(JSON.stringify({ results: { failed_checks: [failed], parsing_errors: [] } }));
  assert.equal(finding.resource, 'A');
  assert.equal(finding.file, 'x/T');
  assert.throws(() => checkovFindings('{"passed":0}'), /checked no resource/);
  const unparsed = { results: { failed_checks: [], parsing_errors: ['x/T'] } };
  assert.throws(() => checkovFindings(JSON.stringify(unparsed)), /cannot parse x\/T/);
});

test('names recommended feature flags that are missing or different', () => {
  assert.deepEqual(differingFlags({ a: true, b: ['x'], c: 'weak' }, { b: ['x'], c: true }), ['a', 'c']);
});
