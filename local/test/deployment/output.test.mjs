import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeploymentOutput } from '../../lib/deployment/output.mjs';

function outputOf(lines) {
  const reports = [];
  const output = new DeploymentOutput((text) => reports.push(text));
  for (const line of lines) output.add(line);
  return { output, reports };
}

test('the progress counts the resources of each stack, and not those of nested stacks', () => {
  const { output, reports } = outputOf([
    '✨  Synthesis time: 3.2s',
    'Shop: deploying... [1/2]',
    'Shop |  12/130 | 10:00:00 AM | CREATE_COMPLETE | AWS::EC2::VPC | Vpc',
    'Shop-Nested |  3/9 | 10:00:00 AM | CREATE_COMPLETE | AWS::IAM::Role | Role',
    'Orders: deploying... [2/2]',
    'Orders |  1/7 | 10:00:00 AM | CREATE_COMPLETE | AWS::IAM::Role | Role',
  ]);
  assert.deepEqual(reports, [
    'synthesizing',
    'publishing assets',
    'Shop, 12 of 130 resources',
    'Orders, 1 of 7 resources',
  ]);
  assert.equal(output.note(), '137 resources in 2 stacks');
});

test('the resources of a stack in a stage are counted', () => {
  const { output } = outputOf([
    'Dev/Shop (Dev-Shop): deploying... [1/1]',
    'Dev-Shop |  1/7 | 10:00:00 AM | CREATE_COMPLETE | AWS::IAM::Role | Role',
  ]);
  assert.equal(output.note(), '7 resources in 1 stack');
});

test('the resources of a stack below another one are counted, and not those of its nested stacks', () => {
  const { output } = outputOf([
    'Shop: deploying... [1/3]',
    'Shop |  3/9 | 10:00:00 AM | CREATE_COMPLETE | AWS::IAM::Role | Role',
    'Shop-Orders: deploying... [2/3]',
    'Shop-Orders |  1/2 | 10:00:00 AM | CREATE_COMPLETE | AWS::IAM::Role | Role',
    'Shop/Platform/Monitoring: deploying... [3/3]',
    'ShopPlatformMonitoringE2CBFC71 |  1/5 | 10:00:00 AM | CREATE_IN_PROGRESS | AWS::CloudFormation::Stack | Nested',
    'ShopPlatformMonitoringE2CBFC71-Nested-9Z |  1/7 | 10:00:00 AM | CREATE_COMPLETE | AWS::CloudWatch::Alarm | Alarm',
  ]);
  assert.equal(output.note(), '16 resources in 3 stacks');
});

test('a deployment without events changed nothing', () => {
  assert.equal(outputOf(['✨  Synthesis time: 3.2s', ' ✅  Shop (no changes)']).output.note(), 'nothing changed');
});

for (const [language, lines, expected] of [
  [
    'TypeScript',
    [
      '/app/app.ts:4',
      "throw new Error('no shop');",
      '      ^',
      '',
      'Error: no shop',
      '    at Object.<anonymous> (/app/app.ts:4:7)',
      'Node.js v20.20.2',
    ],
    ['Error: no shop'],
  ],
  [
    'Python',
    [
      'Traceback (most recent call last):',
      '  File "/app/app.py", line 3, in <module>',
      '    shop()',
      'ValueError: no shop',
    ],
    ['ValueError: no shop'],
  ],
  [
    'Python, of the library',
    [
      'Traceback (most recent call last):',
      '  File "/app/app.py", line 3, in <module>',
      'jsii.errors.JavaScriptError:',
      '  Error: no shop',
      '      at Kernel (/k.js:1:1)',
    ],
    ['jsii.errors.JavaScriptError:', '  Error: no shop'],
  ],
  [
    'Java',
    ['Exception in thread "main" java.lang.IllegalStateException: no shop', '\tat org.example.App.main(App.java:9)'],
    ['Exception in thread "main" java.lang.IllegalStateException: no shop'],
  ],
  [
    'the compiler of TypeScript',
    ['app.ts(3,7): error TS2322: Type.', 'exit code 2'],
    ['app.ts(3,7): error TS2322: Type.', 'exit code 2'],
  ],
  [
    'a shell',
    ['/bin/sh: 1: mvn: not found', '', 'exec "/usr/bin/node" "/p/app-program.mjs": Subprocess exited with error 127'],
    ['/bin/sh: 1: mvn: not found'],
  ],
]) {
  test(`the error of an app begins with its own first line: ${language}`, () => {
    const { output } = outputOf(lines);
    assert.equal(output.isSynthesized, false);
    assert.deepEqual(output.synthesisError(), expected);
  });
}

test('the reason of the CLI is the one that it marks', () => {
  assert.equal(
    outputOf([' ❌  Shop failed: _ToolkitError: no', 'more']).output.reason(),
    'Shop failed: _ToolkitError: no',
  );
  assert.equal(outputOf(['more']).output.reason(), undefined);
});

test('the error of the CLI is what it printed after the synthesis', () => {
  const { output } = outputOf(['a warning', '✨  Synthesis time: 3.2s', '', 'Small: parameter not found', 'more']);
  assert.deepEqual(output.deploymentError(), ['Small: parameter not found', 'more']);
});
