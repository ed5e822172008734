"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.rotationHandler = rotationHandler;
const promises_1 = require("node:timers/promises");
const client_secrets_manager_1 = require("@aws-sdk/client-secrets-manager");
const rotation_1 = require("./rotation");
const secret_versions_1 = require("./secret-versions");
function rotationHandler(createUser) {
    return async ({ SecretId, ClientRequestToken, Step }, context) => {
        const name = process.env.ROTATED;
        if (!name) {
            throw new Error("The environment variable ROTATED must identify the user whose password is rotated.");
        }
        const versions = new secret_versions_1.SecretVersions(new client_secrets_manager_1.SecretsManagerClient(), {
            secretId: SecretId,
            versionId: ClientRequestToken,
        });
        await (0, rotation_1.rotate)(Step, versions, createUser(name, clockOf(context)));
    };
}
function clockOf(context) {
    return {
        timeLeft: () => context.getRemainingTimeInMillis(),
        pause: (milliseconds) => (0, promises_1.setTimeout)(milliseconds),
    };
}
