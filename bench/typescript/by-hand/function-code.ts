import { dirname, join } from 'node:path';

/** The folders with the code of the functions. */
export interface FunctionCode {
  readonly rotation: string;
  readonly serviceLinkedRole: string;
  readonly logins: string;
}

/** The code of the library's functions, so that the assets are the same. It does not load the library. */
export function functionCode(): FunctionCode {
  const library = dirname(require.resolve('@org/ecommerce-constructs'));
  return {
    rotation: join(library, 'rotation', 'function'),
    serviceLinkedRole: join(library, 'search', 'function'),
    logins: join(library, 'logins', 'function'),
  };
}
