import { scramVerifier } from '../../../../src/logins/function/postgres/verifier';

const SALT = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');

/** The password and the salt of the example in RFC 7677. */
test('the verifier is that of the standard', () => {
  expect(scramVerifier('pencil', SALT)).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:' +
      'wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

test.each([
  ['a space that is not ASCII', 'a\u00A0b', 'a b'],
  ['a soft hyphen', 'a\u00ADb', 'ab'],
  ['a ligature', '\uFB01', 'fi'],
])('%s is prepared as clients do', (_, password, prepared) => {
  expect(scramVerifier(password, SALT)).toBe(scramVerifier(prepared, SALT));
});

test('each verifier has a salt of its own', () => {
  expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
  expect(scramVerifier('pencil')).toMatch(/^SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$/);
});
