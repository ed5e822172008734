// Patterns in permissions: `*` stands for any text, `?` for one character.

/** Whether there is a text that both patterns match. A pattern without wildcards matches itself alone. */
export function patternsMeet(one, other) {
  const known = new Map();
  const meet = (i, j) => {
    const key = i * (other.length + 1) + j;
    if (!known.has(key)) known.set(key, false).set(key, step(i, j));
    return known.get(key);
  };
  const step = (i, j) => {
    const a = one[i];
    const b = other[j];
    if (a === undefined && b === undefined) return true;
    if (a === '*') return meet(i + 1, j) || (b !== undefined && meet(i, j + 1));
    if (b === '*') return meet(i, j + 1) || (a !== undefined && meet(i + 1, j));
    if (a === undefined || b === undefined) return false;
    return (a === b || a === '?' || b === '?') && meet(i + 1, j + 1);
  };
  return meet(0, 0);
}

/** Whether a pattern of actions contains an action. IAM does not distinguish the case of actions. */
export const actionMatches = (pattern, action) => patternsMeet(pattern.toLowerCase(), action.toLowerCase());
