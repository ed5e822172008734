import fc from 'fast-check';
import { Authentication, type LoginOptions, type ServiceSearchOptions } from '../../src';
import { someOf, wholeNumber } from './values';

/** The options of logins. A limit of more than 40 is too high for the smallest instances. */
export const loginOptions = someOf<LoginOptions>({
  authentication: fc.constantFrom(...Object.values(Authentication)),
  sharedLogins: fc.boolean(),
  connectionLimit: wholeNumber(1, 29),
});

/** The options of the access of a service to search. */
export const serviceSearchOptions = someOf<ServiceSearchOptions>({
  roleArns: fc.array(fc.constantFrom('arn:aws:iam::123456789012:role/readers', 'arn:aws:iam::123456789012:role/a/b')),
});
