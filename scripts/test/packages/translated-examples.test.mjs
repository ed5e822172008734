import assert from 'node:assert/strict';
import { test } from 'node:test';
import { javaClass, translatedExamples } from '../../lib/packages/translated-examples.mjs';

const snippet = (api) => ({
  location: { api },
  translations: { python: { source: 'in Python' }, java: { source: 'in Java' } },
});

test('examples have the name of their type or member, and those of README are left out', () => {
  const snippets = {
    one: snippet({ api: 'type', fqn: '@org/library.Cache' }),
    two: snippet({ api: 'member', fqn: '@org/library.Cache', memberName: 'connect' }),
    three: snippet({ api: 'initializer', fqn: '@org/library.Cache' }),
    four: snippet({ api: 'moduleReadme', moduleFqn: '@org/library' }),
  };
  assert.deepEqual(translatedExamples({ snippets }), [
    { name: 'Cache', python: 'in Python', java: 'in Java' },
    { name: 'Cache.connect', python: 'in Python', java: 'in Java' },
    { name: 'Cache.constructor', python: 'in Python', java: 'in Java' },
  ]);
});

test('a translated example in Java becomes a class with a method', () => {
  const lines = javaClass(
    'CacheExample',
    `import software.amazon.awscdk.services.ec2.*;
import software.amazon.awscdk.Stack;

Stack stack;
Map<String, IVpc> vpcs;
Cache.Builder.create(stack, "Cache")
        .vpc(vpcs.get("main"))
        .build();`,
  ).split('\n');
  assert.deepEqual(lines.slice(0, 2), [
    'import software.amazon.awscdk.services.ec2.*;',
    'import software.amazon.awscdk.Stack;',
  ]);
  assert.deepEqual(lines.slice(lines.indexOf('class CacheExample {')), [
    'class CacheExample {',
    'void example(Stack stack, Map<String, IVpc> vpcs) {',
    '',
    'Cache.Builder.create(stack, "Cache")',
    '        .vpc(vpcs.get("main"))',
    '        .build();',
    '}',
    '}',
    '',
  ]);
});

test('a class of a translated example is a member of the class, beside the method', () => {
  const code = javaClass('StoreExample', 'public class Store {\n    IVpc vpc;\n}\n\nnew Store();');
  assert.ok(
    code.endsWith(`class StoreExample {
public class Store {
    IVpc vpc;
}
void example() {

new Store();
}
}
`),
  );
});
