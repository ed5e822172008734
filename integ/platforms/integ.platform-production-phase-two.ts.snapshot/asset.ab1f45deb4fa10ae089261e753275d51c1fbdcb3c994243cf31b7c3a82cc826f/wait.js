"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.waitUntilReady = waitUntilReady;
/** Polls the resource until it is ready. Throws shortly before Lambda stops the invocation. */
async function waitUntilReady(clock, { resource, isReady }) {
    while (!(await isReady())) {
        if (clock.timeLeft() < 2 * POLL_MS) {
            throw new Error(`${resource} was not ready in time: this step of the rotation must be retried.`);
        }
        await clock.pause(POLL_MS);
    }
}
const POLL_MS = 10_000;
