/** A step of a recipe in CONTRIBUTING.md: the file to change, whether it is done, and what the file lacks if it is not. */
export interface Step {
  readonly file: string;
  readonly done: boolean;
  readonly missing: string;
}

/** Returns a sentence for each step that is not done. The sentence names the file. */
export function undone(subject: string, steps: readonly Step[]): string[] {
  return steps.filter(({ done }) => !done).map(({ file, missing }) => `${subject}: ${file} ${missing}`);
}
