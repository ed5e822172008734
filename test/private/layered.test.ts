import { layered } from '../../src/private/layered';

const BASE = { port: 5432, multiAz: true, name: 'base' };

test('each field has the value of the last layer that defines it', () => {
  expect(layered(BASE, { port: 6000, name: 'first' }, { port: 7000 })).toEqual({
    port: 7000,
    multiAz: true,
    name: 'first',
  });
});

test.each([
  ['multiAz', false],
  ['port', 0],
  ['name', ''],
])('a layer overrides %s with the falsy value %p', (field, value) => {
  expect(layered(BASE, { [field]: value })).toEqual({ ...BASE, [field]: value });
});

test('undefined fields and undefined layers are ignored', () => {
  expect(layered(BASE, { port: 6000 }, { port: undefined }, undefined)).toEqual({ ...BASE, port: 6000 });
});

test('a field that the base does not have is ignored', () => {
  const layer = { port: 6000, proxy: true };
  expect(Object.keys(layered(BASE, layer))).toEqual(['port', 'multiAz', 'name']);
});

test('the base is not modified', () => {
  const base = { ...BASE };
  layered(base, { port: 6000 });
  expect(base).toEqual(BASE);
});
