import { App, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { pathText, plainText } from '../../src/naming/texts';

function below(scope: Construct, path: string[]): Construct {
  return path.reduce((parent, id) => new Construct(parent, id), scope);
}

test('a text names the construct by its path from the stack on', () => {
  const stack = new Stack(new App(), 'Shop');
  expect(pathText(below(stack, ['Platform', 'Cache']))).toBe('Shop/Platform/Cache');
});

test('a text is the same in a stage, if the stack keeps its name', () => {
  const stack = new Stack(new Stage(new App(), 'Prod'), 'Stack', { stackName: 'Shop' });
  expect(pathText(below(stack, ['Platform']))).toBe('Shop/Platform');
});

test.each([
  ['deep', Array.from({ length: 40 }, (_, depth) => `Level${depth}`)],
  ['long', ['x'.repeat(255)]],
  ['not ASCII', ['Läden', '平台', '🛒', 'a"b\\c<d>e\u0007']],
])(
  'a text of a path that is %s is within the limit of 100 characters and the alphabet of security groups',
  (_, path) => {
    const text = `Operations of ${pathText(below(new Stack(new App(), 'Shop'), path))}`;
    expect(text).toMatch(/^[\w .:/()#,@[\]+=&;{}!$*-]{1,100}$/);
  },
);

test('a long text keeps its start and its end', () => {
  expect(plainText(`start${'-'.repeat(200)}end`)).toMatch(/^start-+\.\.\.-+end$/);
});

test('a short text does not change', () => {
  expect(plainText('order_service-1')).toBe('order_service-1');
});
