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
