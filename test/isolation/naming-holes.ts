import { analyse } from '../../src/isolation/analysis';
import { type Hole, smallShop } from './hole';

/** Makes each hole in a shop without holes, and expects the finding that names it. */
export function expectToBeNamed(holes: Record<string, Hole[]>): void {
  test('there are three holes or more of each kind', () => {
    expect(Object.entries(holes).filter(([, ofKind]) => ofKind.length < 3)).toEqual([]);
  });

  describe.each(Object.entries(holes))('%s:', (_, ofKind) => {
    test.each(ofKind)('the validator names $name', ({ plant, rule, subject, object, path, environment }) => {
      const shop = smallShop(environment);
      plant(shop);
      shop.app.synth();
      const { findings } = analyse(shop.app);
      const named = findings.filter(
        (it) =>
          it.rule === rule && it.subject.includes(subject) && it.object.includes(object) && it.path.includes(path),
      );
      expect({ findings: findings.map(({ description }) => description), named: named.length > 0 }).toMatchObject({
        named: true,
      });
    });
  });
}
