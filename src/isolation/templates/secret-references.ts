/** The names or the ARNs of the secrets that a text contains. */
export function secretsIn(text: string): string[] {
  return [...text.matchAll(/\{\{resolve:secretsmanager:([^}]+)\}\}/g)].map(([, reference]) => {
    const parts = reference.split(':');
    return parts[0] === 'arn' ? parts.slice(0, 7).join(':') : parts[0];
  });
}
