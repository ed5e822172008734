"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.handler = exports.PostgresLogins = void 0;
const pg_1 = require("pg");
const secret_versions_1 = require("../../../rotation/function/secret-versions");
const environment_1 = require("../environment");
const handler_1 = require("../handler");
const login_secret_1 = require("../login-secret");
const turns_1 = require("../turns");
const work_time_1 = require("../work-time");
const grants_1 = require("./grants");
const memberships_1 = require("./memberships");
const objects_1 = require("./objects");
const roles_1 = require("./roles");
const server_1 = require("./server");
const verifier_1 = require("./verifier");
/** A PostgreSQL server: an RDS instance, or an Aurora cluster. A service has the database with its name. */
class PostgresLogins {
    server;
    masterSecret;
    context;
    constructor(server, masterSecret, context) {
        this.server = server;
        this.masterSecret = masterSecret;
        this.context = context;
    }
    async apply({ service, owner, properties }) {
        const { secrets } = this.context;
        const roles = new roles_1.Roles(service);
        const secretArn = properties.optionalText('SecretArn');
        const migrationSecretArn = properties.optionalText('MigrationSecretArn');
        const limit = properties.positiveNumber('ConnectionLimit');
        const withIam = properties.choice('Authentication', ['PASSWORD', 'IAM']) === 'IAM';
        const migration = properties.choice('Migration', ['NONE', 'PASSWORD', 'IAM']);
        const takesOver = properties.choice('Objects', ['OF_MASTER', 'OF_OWNER']) === 'OF_OWNER';
        const wanted = {
            current: withIam ? undefined : await (0, login_secret_1.loginCredentials)(secrets, properties.text('SecretArn'), roles.users),
            iam: [...(withIam ? [roles.iam] : []), ...(migration === 'IAM' ? [roles.migrator] : [])],
            migrator: migration === 'PASSWORD'
                ? await (0, login_secret_1.loginCredentials)(secrets, properties.text('MigrationSecretArn'), [roles.migrator])
                : undefined,
        };
        const ended = await this.asMaster(service, (session) => inTransaction(session, () => declareLogins(session, { roles, owner, limit, wanted })));
        await this.asMaster(service, (session) => (0, roles_1.takeLogins)(session, ended));
        if (takesOver) {
            await this.takeOver(roles);
        }
        for (const credentials of [wanted.current, wanted.migrator]) {
            if (credentials) {
                await this.test(credentials);
            }
        }
        return {
            ...(secretArn ? { SecretArn: secretArn } : {}),
            ...(withIam ? { Username: roles.iam } : {}),
            ...(migrationSecretArn ? { MigrationSecretArn: migrationSecretArn } : {}),
            ...(migration === 'IAM' ? { MigrationUsername: roles.migrator } : {}),
        };
    }
    async remove({ service, owner }) {
        await this.asMaster(ADMINISTRATION, async (session) => (0, roles_1.takeLogins)(session, await (0, roles_1.loginsOf)(session, service, new roles_1.Roles(service).logins, owner)), REMOVAL_PATIENCE_MS);
    }
    successorOf(username) {
        return (0, turns_1.nextUser)(username, roles_1.SEPARATOR);
    }
    async set(current, pending) {
        (0, turns_1.requireTurn)(current.username, pending.username, roles_1.SEPARATOR);
        await this.asMaster(ADMINISTRATION, async (session) => {
            await (0, roles_1.requireLogin)(session, (0, roles_1.serviceOf)(pending.username), pending.username);
            await setPassword(session, pending);
        });
    }
    async test(credentials) {
        try {
            await this.repeated(PATIENCE_MS, () => this.server.session(credentials, (0, roles_1.serviceOf)(credentials.username), (session) => session.run('SELECT 1')));
        }
        catch (error) {
            if (error instanceof server_1.ServerError && error.code === WRONG_PASSWORD) {
                throw new Error(`PostgreSQL rejects the login of ${credentials.username} with the password of its secret.`);
            }
            throw error;
        }
    }
    async takeOver(roles) {
        const pause = () => this.context.time.pause(BETWEEN_ROUNDS_MS);
        const remaining = await this.asMaster(roles.service, (session) => (0, objects_1.takeOverObjects)(session, roles, pause));
        if (remaining.length > 0) {
            console.warn(`The master still owns ${remaining.join(', ')}. Close the transactions that use it, and change the login, for ` +
                'example its connection limit: the function then tries again.');
        }
    }
    /** Reads the secret of the master in each attempt: RDS rotates it. */
    asMaster(database, work, patienceMs = PATIENCE_MS) {
        return this.repeated(patienceMs, async () => {
            const master = await (0, secret_versions_1.currentCredentials)(this.context.secrets, this.masterSecret);
            return this.server.session(master, database, work);
        });
    }
    repeated(patienceMs, work) {
        const isPassing = (error) => error instanceof server_1.ServerError && error.isPassing;
        return (0, work_time_1.repeat)(this.context.time, { isPassing, patienceMs }, work);
    }
}
exports.PostgresLogins = PostgresLogins;
/** Returns the logins that this resource declared before, and does not want any more. */
async function declareLogins(session, { roles, owner, limit, wanted, }) {
    const { service } = roles;
    const names = [...(wanted.current ? roles.users : []), ...wanted.iam, ...(wanted.migrator ? [roles.migrator] : [])];
    for (const name of new Set([roles.owner, roles.app, roles.migrator, ...names])) {
        await (0, roles_1.createRole)(session, service, name);
    }
    await (0, memberships_1.declareMemberships)(session, { roles, iamLogins: wanted.iam });
    await (0, grants_1.declareGrants)(session, roles);
    for (const name of names) {
        await (0, roles_1.markLogin)(session, service, name, owner);
        await session.run(`ALTER ROLE ${(0, pg_1.escapeIdentifier)(name)} CONNECTION LIMIT ${limit}`);
    }
    for (const name of wanted.iam) {
        await session.run(`ALTER ROLE ${(0, pg_1.escapeIdentifier)(name)} LOGIN PASSWORD NULL`);
    }
    for (const credentials of [wanted.current, wanted.migrator]) {
        if (credentials) {
            await setPassword(session, credentials);
        }
    }
    const declared = await (0, roles_1.loginsOf)(session, service, roles.logins, owner);
    return declared.filter((name) => !names.includes(name));
}
async function setPassword(session, { username, password }) {
    const verifier = (0, pg_1.escapeLiteral)((0, verifier_1.scramVerifier)(password));
    await session.run(`ALTER ROLE ${(0, pg_1.escapeIdentifier)(username)} LOGIN PASSWORD ${verifier}`);
}
/** PostgreSQL takes everything back if the function ends before the end. */
async function inTransaction(session, work) {
    await session.run('BEGIN');
    const result = await work();
    await session.run('COMMIT');
    return result;
}
/** A database that every server has. */
const ADMINISTRATION = 'postgres';
const WRONG_PASSWORD = '28P01';
/** As long as a restart takes. */
const PATIENCE_MS = 120_000;
/** Deleting a stack does not wait for a server that is gone. */
const REMOVAL_PATIENCE_MS = 3_000;
const BETWEEN_ROUNDS_MS = 1_000;
exports.handler = (0, handler_1.loginHandler)((context) => {
    const server = new server_1.DriverServer((0, environment_1.setting)('HOST'), Number((0, environment_1.setting)('PORT')), context.time);
    return new PostgresLogins(server, (0, environment_1.setting)('MASTER_SECRET_ARN'), context);
});
