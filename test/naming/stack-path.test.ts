import { App, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { startOfStackNames } from '../../src/naming/stack-path';

describe('the names of stacks start with', () => {
  test.each<[string, string[], string]>([
    ['the path of their construct', ['Shop', 'Platform'], 'ShopPlatform'],
    ['the letters and digits of the path', ['my-shop', 'the_platform'], 'myshoptheplatform'],
    ['the path without repeated ids', ['Shop', 'Shop'], 'Shop'],
    ['the first characters of a long path', ['S'.repeat(100), 'P'.repeat(100)], 'S'.repeat(60)],
  ])('%s', (_what, ids, start) => {
    const scope = ids
      .slice(1)
      .reduce<Construct>((parent, id) => new Construct(parent, id), new Stack(new App(), ids[0]));
    expect(startOfStackNames(scope)).toBe(start);
    for (const service of ['orders', 'p', 'Platform', 'o'.repeat(63)]) {
      expect(new Stack(scope, service).stackName).toMatch(new RegExp(`^${start}`));
    }
  });

  test('the name of their stage', () => {
    const platform = new Construct(new Stack(new Stage(new App(), 'Prod'), 'Shop'), 'Platform');
    expect(startOfStackNames(platform)).toBe('Prod-ShopPlatform');
    expect(new Stack(platform, 'orders').stackName).toMatch(/^Prod-ShopPlatform/);
  });
});
