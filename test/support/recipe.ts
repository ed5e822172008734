/** A step of a recipe in CONTRIBUTING.md: the file that it changes, whether that is done, and what is missing until then. */
export interface Step {
  readonly file: string;
  readonly done: boolean;
  readonly missing: string;
}

/** A sentence for each step that is not done, which names the file. */
export function undone(subject: string, steps: readonly Step[]): string[] {
  return steps.filter(({ done }) => !done).map(({ file, missing }) => `${subject}: ${file} ${missing}`);
}
