"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.rotate = rotate;
const node_crypto_1 = require("node:crypto");
async function rotate(step, versions, user) {
    if (await versions.isRotated()) {
        return;
    }
    switch (step) {
        case "createSecret":
            return createSecret(versions, user);
        case "setSecret":
            return user.set(await versions.current(), await versions.pending());
        case "testSecret":
            return user.test(await versions.pending());
        case "finishSecret":
            return versions.makePendingCurrent();
        default:
            throw new Error(`Secrets Manager requested an unknown step of the rotation: ${step}`);
    }
}
async function createSecret(versions, user) {
    if (!(await versions.hasPending())) {
        const current = await versions.current();
        const username = user.successorOf?.(current.username) ?? current.username;
        await versions.putPending({ ...current, username, password: generatePassword() });
    }
}
function generatePassword() {
    return Array.from({ length: 64 }, () => ALPHABET[(0, node_crypto_1.randomInt)(ALPHABET.length)]).join("");
}
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
