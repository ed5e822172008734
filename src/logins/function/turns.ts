/** Returns the two users of a service who take turns: while one is current, the other one gets the next password. */
export function usersOf(service: string, separator: string): readonly [string, string] {
  return [`${service}${separator}a`, `${service}${separator}b`];
}

/** Returns the user whose turn is next; the same user if the name is not one of a pair. */
export function nextUser(user: string, separator: string): string {
  const isFirst = user.endsWith(`${separator}a`);
  const isSecond = user.endsWith(`${separator}b`);
  return isFirst || isSecond ? `${user.slice(0, -1)}${isFirst ? 'b' : 'a'}` : user;
}

/** Throws unless the pending version of a secret names the user whose turn is next. */
export function requireTurn(current: string, pending: string, separator: string): void {
  const next = nextUser(current, separator);
  if (pending !== next) {
    throw new Error(
      `The pending version names the user ${pending}, and it is the turn of ${next}. Cancel the rotation, and rotate the ` +
        'secret again.',
    );
  }
}
