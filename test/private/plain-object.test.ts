import { isPlainObject, literalKeys } from '../../src/private/plain-object';

class Settings {
  readonly nodes = 2;
}

const withoutPrototype: object = Object.assign(Object.create(null), { nodes: 2 });

test.each([[{}], [{ nodes: 2 }], [withoutPrototype]])('%o is a plain object', (value) => {
  expect(isPlainObject(value)).toBe(true);
});

test.each([[undefined], [null], ['text'], [2], [[2]], [new Settings()], [() => 2]])(
  '%o is not a plain object and has no literal keys',
  (value) => {
    expect(isPlainObject(value)).toBe(false);
    expect(literalKeys(value)).toEqual([]);
  },
);

test('the keys of a literal are those with a value, without accessors and hidden properties', () => {
  const literal = {
    nodes: 2,
    zones: undefined,
    get owner() {
      return 'platform team';
    },
  };
  Object.defineProperty(literal, 'hidden', { value: 1, enumerable: false });
  expect(literalKeys(literal)).toEqual(['nodes', 'zones']);
  expect(literalKeys(withoutPrototype)).toEqual(['nodes']);
});
