import { Properties } from '../../../src/logins/function/properties';

const properties = new Properties({
  Service: 'orders',
  Limit: '20',
  Zero: '0',
  Half: '1.5',
  Empty: '',
  List: ['a'],
  Mixed: ['a', ''],
});

test('a text is read', () => {
  expect(properties.text('Service')).toBe('orders');
});

test('a missing property names itself', () => {
  expect(() => properties.text('SecretArn')).toThrow(
    new Error('The property SecretArn of the login is missing. Add it to the custom resource.'),
  );
  expect(properties.optionalText('SecretArn')).toBeUndefined();
});

test.each(['Empty', 'List'])('the property %s is no text', (name) => {
  expect(() => properties.optionalText(name)).toThrow(
    new Error(`The property ${name} of the login must be a text that is not empty.`),
  );
});

test('a number is read from text', () => {
  expect(properties.positiveNumber('Limit')).toBe(20);
});

test.each([
  ['Zero', '0'],
  ['Half', '1.5'],
  ['Service', 'orders'],
])('the property %s is no positive whole number', (name, value) => {
  expect(() => properties.positiveNumber(name)).toThrow(
    new Error(`The property ${name} of the login must be a positive whole number, and is ${value}.`),
  );
});

test('a whole number may be 0', () => {
  expect(properties.wholeNumber('Zero')).toBe(0);
  expect(() => properties.wholeNumber('Half')).toThrow(
    new Error('The property Half of the login must be a whole number, and is 1.5.'),
  );
});

test('a list has texts, and none without the property', () => {
  expect(properties.texts('List')).toEqual(['a']);
  expect(properties.texts('Missing')).toEqual([]);
});

test.each(['Mixed', 'Service'])('the property %s is no list of texts', (name) => {
  expect(() => properties.texts(name)).toThrow(
    new Error(`The property ${name} of the login must be a list of texts that are not empty.`),
  );
});

test('a choice is one of the values, and the first of them by default', () => {
  expect(properties.choice('Service', ['invoices', 'orders'])).toBe('orders');
  expect(properties.choice('Missing', ['invoices', 'orders'])).toBe('invoices');
  expect(() => properties.choice('Service', ['PASSWORD', 'IAM'])).toThrow(
    new Error('The property Service of the login must be PASSWORD or IAM, and is orders.'),
  );
});
