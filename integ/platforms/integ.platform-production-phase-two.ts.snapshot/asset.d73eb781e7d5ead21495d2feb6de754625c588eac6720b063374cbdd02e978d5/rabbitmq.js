"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.handler = exports.BrokerAdministrator = void 0;
const handler_1 = require("./handler");
class BrokerAdministrator {
    url;
    constructor(url) {
        this.url = url;
    }
    async set(current, pending) {
        if (await this.accepts(pending)) {
            return;
        }
        if (!(await this.accepts(current))) {
            throw new Error("The broker rejects both the current and the pending password. " +
                "Set the password of the user to that of AWSCURRENT again.");
        }
        const path = `/api/users/${encodeURIComponent(pending.username)}`;
        const body = JSON.stringify({ password: pending.password, tags: "administrator" });
        const status = await this.call(path, current, { method: "PUT", body });
        if (status >= 300) {
            throw new Error(`The broker returned status ${status} to the change of the password.`);
        }
    }
    async test(pending) {
        if (!(await this.accepts(pending))) {
            throw new Error("The broker rejects the pending password.");
        }
    }
    async accepts(credentials) {
        const status = await this.call("/api/whoami", credentials);
        if (status !== 200 && status !== 401) {
            throw new Error(`The broker returned status ${status} to a login.`);
        }
        return status === 200;
    }
    async call(path, { username, password }, request = {}) {
        const basicAuth = Buffer.from(`${username}:${password}`).toString("base64");
        try {
            const response = await fetch(`${this.url}${path}`, {
                ...request,
                headers: { authorization: `Basic ${basicAuth}`, "content-type": "application/json" },
                redirect: "error",
                signal: AbortSignal.timeout(TIMEOUT_MS),
            });
            await response.body?.cancel();
            return response.status;
        }
        catch (cause) {
            throw new Error("The broker cannot be reached.", { cause });
        }
    }
}
exports.BrokerAdministrator = BrokerAdministrator;
const TIMEOUT_MS = 10000;
exports.handler = (0, handler_1.rotationHandler)((url) => new BrokerAdministrator(url));
