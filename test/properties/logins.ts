import fc from 'fast-check';
import { Authentication, type LoginOptions, type ServiceSearchOptions } from '../../src';
import { mostly, someOf, TOKEN_TEXT, wholeNumber } from './values';

/** The options of logins. A limit of more than 40 is too high for the smallest instances. */
export const loginOptions = someOf<LoginOptions>({
  authentication: fc.constantFrom(...Object.values(Authentication)),
  sharedLogins: fc.boolean(),
  connectionLimit: wholeNumber(1, 29),
});

/** The options of the access of a service to search. */
export const serviceSearchOptions = someOf<ServiceSearchOptions>({
  roleArns: mostly(
    fc.subarray(['arn:aws:iam::123456789012:role/readers', 'arn:aws:iam::123456789012:role/a/b', TOKEN_TEXT]),
    ['arn:aws:iam::123456789012:user/reader'],
    ['arn:aws:iam::123456789012:role/*'],
    ['arn:aws:iam::123456789012:role/readers', 'arn:aws:iam::123456789012:role/readers'],
  ),
});
