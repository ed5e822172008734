"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.scramVerifier = scramVerifier;
const node_crypto_1 = require("node:crypto");
/**
 * Returns what PostgreSQL stores instead of a password, so that no statement contains a password: not in the log of the
 * server, and not in the list of its running queries.
 *
 * @see https://www.postgresql.org/docs/current/catalog-pg-authid.html
 */
function scramVerifier(password, salt = (0, node_crypto_1.randomBytes)(16)) {
    const salted = (0, node_crypto_1.pbkdf2Sync)(prepared(password), salt, ITERATIONS, 32, 'sha256');
    const hmac = (text) => (0, node_crypto_1.createHmac)('sha256', salted).update(text).digest();
    const storedKey = (0, node_crypto_1.createHash)('sha256').update(hmac('Client Key')).digest('base64');
    const serverKey = hmac('Server Key').toString('base64');
    return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
/** Clients prepare a password in the same way (SASLprep, RFC 4013). ASCII remains as it is. */
function prepared(password) {
    return password.replace(SPACES, ' ').replace(MAPPED_TO_NOTHING, '').normalize('NFKC');
}
const SPACES = /[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000]/gu;
const MAPPED_TO_NOTHING = /\u00AD|\u034F|\u1806|[\u180B-\u180D]|[\u200B-\u200D]|\u2060|[\uFE00-\uFE0F]|\uFEFF/gu;
/** PostgreSQL's default. */
const ITERATIONS = 4096;
