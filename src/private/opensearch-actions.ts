/** Calling an OpenSearch domain by every HTTP method; what may be called, the resource says. */
export const HTTP_ACTIONS = [
  'es:ESHttpDelete',
  'es:ESHttpGet',
  'es:ESHttpHead',
  'es:ESHttpPatch',
  'es:ESHttpPost',
  'es:ESHttpPut',
];
