import type { App } from 'aws-cdk-lib';
import { CrossStackValues, isFields } from '../support/cross-stack-values';
import { type CheckedControl, isChecked, type Resource } from './control';
import { CONTROLS } from './controls';
import { ENVIRONMENTS, platforms } from './platforms';

interface Template {
  readonly Resources: Record<string, { Type: string; Properties?: Record<string, unknown>; DeletionPolicy?: string }>;
}

function resourcesOf(app: App): Resource[] {
  const { stacks } = app.synth();
  const values = new CrossStackValues(app);
  return stacks.flatMap(({ stackName, template }) => {
    const { Resources }: Template = template;
    return Object.entries(Resources).map(([id, { Type, Properties = {}, DeletionPolicy }]) => ({
      id,
      type: Type,
      properties: propertiesIn(values.resolve(stackName, Properties)),
      deletionPolicy: DeletionPolicy,
    }));
  });
}

function propertiesIn(resolved: ReturnType<CrossStackValues['resolve']>): Record<string, unknown> {
  return isFields(resolved) ? resolved : {};
}

const templates = platforms().map(({ name, environment, app }) => ({ name, environment, all: resourcesOf(app) }));
const controls = CONTROLS.flatMap(([, part]) => part).filter(isChecked);

function ofKind({ kind }: CheckedControl, all: Resource[]): Resource[] {
  return all.filter(({ type, properties }) => type === kind.type && (kind.includes?.(properties) ?? true));
}

/** Returns the number and the title of a control. A requirement of this library has no number. */
function titleOf({ id, title }: CheckedControl): string {
  return id === '-' ? title : `${id} ${title}`;
}

describe.each(ENVIRONMENTS)('in %s', (environment) => {
  const own = templates.filter((template) => template.environment === environment);

  test.each(controls.map((control) => [titleOf(control), control] as const))('%s', (_, control) => {
    const results = own.flatMap(({ name, all }) =>
      ofKind(control, all).map((resource) => ({
        at: `${name}: ${resource.id}`,
        ok: control.property.holds(resource, all),
      })),
    );
    expect(results).not.toEqual([]);
    expect(results.filter(({ ok }) => !ok).map(({ at }) => at)).toEqual([]);
  });
});

test('no control is listed twice', () => {
  const ids = CONTROLS.flatMap(([, part]) => part.map(({ id }) => id)).filter((id) => id !== '-');
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
