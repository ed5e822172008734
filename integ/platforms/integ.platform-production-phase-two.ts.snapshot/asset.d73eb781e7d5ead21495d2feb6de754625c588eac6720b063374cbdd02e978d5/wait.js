"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.waitUntilReady = waitUntilReady;
async function waitUntilReady(clock, { resource, isReady, reason }) {
    while (!(await isReady())) {
        if (clock.timeLeft() < 2 * POLL_MS) {
            const cause = reason?.();
            throw new Error(`${resource} was not ready in time: this step of the rotation must be retried.${cause ? ` Reason: ${cause}` : ""}`);
        }
        await clock.pause(POLL_MS);
    }
}
const POLL_MS = 10000;
