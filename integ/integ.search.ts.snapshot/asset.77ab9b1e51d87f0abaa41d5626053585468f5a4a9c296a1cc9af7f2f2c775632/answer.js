"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ANSWER_MS = void 0;
exports.answer = answer;
const promises_1 = require("node:timers/promises");
const service_linked_role_1 = require("./service-linked-role");
async function answer(request, failure) {
    const { ResponseURL, StackId, RequestId, LogicalResourceId } = request;
    const body = JSON.stringify({
        Status: failure === undefined ? "SUCCESS" : "FAILED",
        Reason: failure,
        PhysicalResourceId: service_linked_role_1.ROLE_NAME,
        StackId,
        RequestId,
        LogicalResourceId,
    });
    for (let attempt = 1; !(await isAccepted(ResponseURL, body)); attempt += 1) {
        if (attempt === ATTEMPTS) {
            throw new Error(`CloudFormation did not accept the answer to request ${RequestId}.`);
        }
        await (0, promises_1.setTimeout)(PAUSE_MS);
    }
}
async function isAccepted(url, body) {
    try {
        const headers = { "content-type": "" };
        const { ok } = await fetch(url, { method: "PUT", headers, body, signal: AbortSignal.timeout(REQUEST_MS) });
        return ok;
    }
    catch (error) {
        console.error(error);
        return false;
    }
}
const ATTEMPTS = 3;
const REQUEST_MS = 6000;
const PAUSE_MS = 1000;
exports.ANSWER_MS = ATTEMPTS * (REQUEST_MS + PAUSE_MS);
