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

test('a choice is one of the values, and the first of them by default', () => {
  expect(properties.choice('Service', ['invoices', 'orders'])).toBe('orders');
  expect(properties.choice('Missing', ['invoices', 'orders'])).toBe('invoices');
  expect(() => properties.choice('Service', ['PASSWORD', 'IAM'])).toThrow(
    new Error('The property Service of the login must be PASSWORD or IAM, and is orders.'),
  );
});

const lists = new Properties({
  Names: ['a', 'b'],
  Items: [{ Name: 'a' }],
  NoList: 'a',
  NoTexts: ['a', ''],
  NoObjects: [{ Name: 'a' }, null],
});

test('texts and objects of a list are read', () => {
  expect(lists.texts('Names')).toEqual(['a', 'b']);
  expect(lists.texts('Missing')).toEqual([]);
  expect(lists.objects('Items').map((item) => item.text('Name'))).toEqual(['a']);
  expect(lists.objects('Missing')).toEqual([]);
});

test('a list with other values names the property', () => {
  const failure = (name: string, rest: string) => new Error(`The property ${name} of the login must ${rest}.`);
  expect(() => lists.texts('NoList')).toThrow(failure('NoList', 'be a list'));
  expect(() => lists.objects('NoList')).toThrow(failure('NoList', 'be a list'));
  expect(() => lists.texts('NoTexts')).toThrow(failure('NoTexts', 'contain texts that are not empty'));
  expect(() => lists.objects('NoObjects')).toThrow(failure('NoObjects', 'contain objects'));
});
