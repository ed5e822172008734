import fc from 'fast-check';
import { Authentication, type LoginOptions } from '../../src';
import { someOf, wholeNumber } from './values';

/** The options of logins. A limit of more than 40 is too high for the smallest instances. */
export const loginOptions = someOf<LoginOptions>({
  authentication: fc.constantFrom(...Object.values(Authentication)),
  sharedLogins: fc.boolean(),
  connectionLimit: wholeNumber(1, 29),
});
