// Where a thing of an order is: { part, thing, key }.

/** Says that a part does not run, and why. */
export const notRun = (part, reason, error) => ({ part, thing: `not run: ${reason}`, key: error?.message ?? '' });

/** Looks for things, and says so if the part cannot be reached. */
export async function look(part, reason, find) {
  try {
    return (await find()).map((place) => ({ part, ...place }));
  } catch (error) {
    return [notRun(part, reason, error)];
  }
}
