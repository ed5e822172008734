"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.waitUntilReady = waitUntilReady;
async function waitUntilReady(clock, { resource, isReady }) {
    while (!(await isReady())) {
        if (clock.timeLeft() < 2 * POLL_MS) {
            throw new Error(`${resource} was not ready in time: this step of the rotation must be retried.`);
        }
        await clock.pause(POLL_MS);
    }
}
const POLL_MS = 10000;
