import { layered } from '../../src/private/layered';

const BASE = { port: 5432, multiAz: true, name: 'base' };

test('the last layer that gives a field decides it, field by field', () => {
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
])('a layer that gives %s as %p decides it', (field, value) => {
  expect(layered(BASE, { [field]: value })).toEqual({ ...BASE, [field]: value });
});

test('a field that is undefined, and a layer that is, count as left out', () => {
  expect(layered(BASE, { port: 6000 }, { port: undefined }, undefined)).toEqual({ ...BASE, port: 6000 });
});

test('a field that the base does not have is dropped', () => {
  const layer = { port: 6000, proxy: true };
  expect(Object.keys(layered(BASE, layer))).toEqual(['port', 'multiAz', 'name']);
});

test('the base stays as it is', () => {
  const base = { ...BASE };
  layered(base, { port: 6000 });
  expect(base).toEqual(BASE);
});
