"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.DriverServer = exports.ServerError = void 0;
const node_net_1 = require("node:net");
const pg_1 = require("pg");
/** An error of the server, or of the way to it. Its message contains no statement. */
class ServerError extends Error {
    code;
    isPassing;
    constructor(message, 
    /** PostgreSQL's code of the error, or Node's code of the network's error. */
    code, 
    /** Whether a later attempt may succeed. */
    isPassing) {
        super(message);
        this.code = code;
        this.isPassing = isPassing;
    }
}
exports.ServerError = ServerError;
/** A server by its host and port, which is called with the driver of PostgreSQL. */
class DriverServer {
    host;
    port;
    time;
    constructor(host, port, time) {
        this.host = host;
        this.port = port;
        this.time = time;
    }
    /** Also ends the connection when the time of the invocation is over. */
    async session({ username, password }, database, work) {
        const socket = new node_net_1.Socket();
        const client = new pg_1.Client({
            stream: () => socket,
            host: this.host,
            port: this.port,
            user: username,
            password,
            database,
            ssl: true, // and the certificate is verified
            application_name: 'logins',
            options: OWN_NAMES,
            connectionTimeoutMillis: CONNECT_MS,
            query_timeout: STATEMENT_MS + 1_000,
            statement_timeout: STATEMENT_MS,
            lock_timeout: LOCK_MS,
        });
        client.on('error', () => undefined); // the current query rejects too
        const stop = () => socket.destroy(); // the server takes back what is not committed
        this.time.deadline.addEventListener('abort', stop, { once: true });
        try {
            this.time.deadline.throwIfAborted();
            await this.translated(client.connect());
            return await work({
                run: async (statement, values) => (await this.translated(client.query(statement, values))).rows,
            });
        }
        finally {
            this.time.deadline.removeEventListener('abort', stop);
            client.end().catch(() => undefined);
        }
    }
    async translated(answer) {
        try {
            return await answer;
        }
        catch (error) {
            throw this.serverError(error);
        }
    }
    serverError(error) {
        const address = `${this.host}:${this.port}`;
        if (error instanceof pg_1.DatabaseError) {
            const message = `PostgreSQL on ${address} answered: ${error.message} (${error.code}).`;
            return new ServerError(message, error.code, PASSING.test(error.code ?? '') || isRace(error));
        }
        const { code, message } = detailsOf(error);
        const hint = code && CERTIFICATE.test(code) ? 'The function must trust the authority of its certificate' : REACH;
        return new ServerError(`PostgreSQL on ${address} cannot be reached: ${message}. ${hint}.`, code, code === undefined || NETWORK.test(code));
    }
}
exports.DriverServer = DriverServer;
function detailsOf(error) {
    const details = typeof error === 'object' && error !== null ? error : {};
    const code = 'code' in details && typeof details.code === 'string' ? details.code : undefined;
    const message = 'message' in details && typeof details.message === 'string' ? details.message : '';
    return { code, message: message || code || 'unknown error' };
}
/** Two functions that change the same entry of the catalogue: the later one repeats its transaction. */
function isRace({ code, message }) {
    return code === 'XX000' && /^tuple concurrently (updated|deleted)$/.test(message);
}
const REACH = 'Check that it runs, and that its security group admits the function';
/** A server that starts, stops, fails over, or has too many connections; locks; roles that two functions create. */
const PASSING = /^(08...|57P0[123]|53300|25006|40001|40P01|55P03|57014|23505|42710)$/;
const NETWORK = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
const CERTIFICATE = /CERT|ISSUER|SIGNATURE/;
/**
 * Statements of the master find what PostgreSQL itself has, and nothing else: the owner of a database chooses its search path, and
 * could put functions there, which would run with the rights of the master.
 */
const OWN_NAMES = '-c search_path=pg_catalog';
const CONNECT_MS = 5_000;
const STATEMENT_MS = 60_000;
const LOCK_MS = 2_000;
