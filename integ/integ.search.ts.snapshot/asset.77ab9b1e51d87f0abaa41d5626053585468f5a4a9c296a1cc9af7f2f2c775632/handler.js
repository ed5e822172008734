"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.handler = handler;
const promises_1 = require("node:timers/promises");
const client_iam_1 = require("@aws-sdk/client-iam");
const answer_1 = require("./answer");
const service_linked_role_1 = require("./service-linked-role");
async function handler(request, context) {
    await (0, answer_1.answer)(request, await failureOf(request, context));
}
async function failureOf(request, context) {
    if (request.RequestType === "Delete") {
        return undefined;
    }
    const deadline = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - answer_1.ANSWER_MS));
    const clock = {
        deadline,
        now: Date.now,
        pause: (milliseconds) => (0, promises_1.setTimeout)(milliseconds, undefined, { signal: deadline }),
    };
    try {
        await new service_linked_role_1.ServiceLinkedRole(new client_iam_1.IAMClient(), clock).waitUntilUsable(request.ResourceProperties.Mode === "ensure");
        return undefined;
    }
    catch (error) {
        console.error(error);
        if (deadline.aborted) {
            return `The role ${service_linked_role_1.ROLE_NAME} was not usable in time. Deploy again.`;
        }
        return error instanceof Error ? error.message : String(error);
    }
}
