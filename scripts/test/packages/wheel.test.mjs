import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classifiers, description, wheelFindings } from '../../lib/packages/wheel.mjs';

const METADATA = `Metadata-Version: 2.1
Name: org-ecommerce-constructs
Classifier: Development Status :: 4 - Beta
Classifier: License :: OSI Approved
Classifier: Framework :: AWS CDK
Classifier: Framework :: AWS CDK :: 2
Requires-Dist: aws-cdk-lib <3.0.0,>=2.257.0
Requires-Dist: constructs <11.0.0,>=10.5.1

Classifier: this line is of the description
`;

const MODULE = `
class AWSProvider:
    '''Sizes for production.

    Let the platform choose.

    Example::

        from org_ecommerce_constructs import AWSProvider

        const = AWSProvider()
    '''
`;

const WHEEL = {
  metadata: METADATA,
  module: MODULE,
  stability: 'experimental',
  oldest: { 'aws-cdk-lib': '2.257.0', constructs: '10.5.1' },
};

test('a wheel whose examples are in Python has no findings', () => {
  assert.deepEqual(wheelFindings(WHEEL), []);
});

test('the description of a wheel is the text after the headers', () => {
  assert.equal(description(METADATA), 'Classifier: this line is of the description\n');
});

test('the classifiers of a wheel are those above its description', () => {
  assert.deepEqual(classifiers(METADATA), [
    'Development Status :: 4 - Beta',
    'License :: OSI Approved',
    'Framework :: AWS CDK',
    'Framework :: AWS CDK :: 2',
  ]);
});

for (const line of [
  "import { AWSProvider } from '@org/ecommerce-constructs';",
  "import type { App } from 'aws-cdk-lib';",
  'const provider = new AWSProvider();',
  'let context: Context = {};',
  "new EcommercePlatform(this, 'Platform', {",
]) {
  test(`reports a wheel that shows TypeScript: ${line}`, () => {
    const module = `${MODULE}\n        ${line}\n`;
    assert.deepEqual(wheelFindings({ ...WHEEL, module }), [`the wheel shows TypeScript: ${line}`]);
  });
}

test('reports a wheel without an example in Python', () => {
  assert.deepEqual(wheelFindings({ ...WHEEL, module: '' }), ['the wheel shows no example in Python']);
});

test('reports a wheel without the classifier of the CDK or with the classifier of another stability', () => {
  const metadata = METADATA.replace('Classifier: Framework :: AWS CDK :: 2\n', '');
  assert.deepEqual(wheelFindings({ ...WHEEL, metadata, stability: 'stable' }), [
    'the wheel lacks the classifier Framework :: AWS CDK :: 2',
    'the wheel lacks the classifier Development Status :: 5 - Production/Stable',
  ]);
});

test('reports dependencies of a wheel with another oldest version than in package.json, or without one', () => {
  const oldest = { 'aws-cdk-lib': '2.260.0', constructs: '10.5.1', 'cdk-nag': '3.0.0' };
  assert.deepEqual(wheelFindings({ ...WHEEL, oldest }), [
    'the wheel requires aws-cdk-lib <3.0.0,>=2.257.0, but package.json requires 2.260.0 or newer',
    'the wheel does not require cdk-nag, but package.json requires 3.0.0 or newer',
  ]);
});
