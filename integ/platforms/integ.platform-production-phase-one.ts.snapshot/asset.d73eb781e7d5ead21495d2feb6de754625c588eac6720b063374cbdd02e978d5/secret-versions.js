"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.SecretVersions = void 0;
exports.currentCredentials = currentCredentials;
const client_secrets_manager_1 = require("@aws-sdk/client-secrets-manager");
class SecretVersions {
    client;
    rotated;
    constructor(client, rotated) {
        this.client = client;
        this.rotated = rotated;
    }
    async isRotated() {
        const stages = (await this.stages())[this.rotated.versionId] ?? [];
        if (!stages.includes(CURRENT) && !stages.includes(PENDING)) {
            throw new Error(`Version ${this.rotated.versionId} of ${this.rotated.secretId} is neither AWSCURRENT nor AWSPENDING.`);
        }
        return stages.includes(CURRENT);
    }
    current() {
        return currentCredentials(this.client, this.rotated.secretId);
    }
    async pending() {
        const { SecretString } = await this.client.send(new client_secrets_manager_1.GetSecretValueCommand({
            SecretId: this.rotated.secretId,
            VersionId: this.rotated.versionId,
            VersionStage: PENDING,
        }));
        return parse(this.rotated.secretId, PENDING, SecretString);
    }
    async hasPending() {
        try {
            await this.pending();
            return true;
        }
        catch (error) {
            if (error instanceof client_secrets_manager_1.ResourceNotFoundException) {
                return false;
            }
            throw error;
        }
    }
    async putPending(credentials) {
        await this.client.send(new client_secrets_manager_1.PutSecretValueCommand({
            SecretId: this.rotated.secretId,
            ClientRequestToken: this.rotated.versionId,
            SecretString: JSON.stringify(credentials),
            VersionStages: [PENDING],
        }));
    }
    async makePendingCurrent() {
        const old = Object.entries(await this.stages()).find(([, stages]) => stages.includes(CURRENT));
        await this.client.send(new client_secrets_manager_1.UpdateSecretVersionStageCommand({
            SecretId: this.rotated.secretId,
            VersionStage: CURRENT,
            MoveToVersionId: this.rotated.versionId,
            RemoveFromVersionId: old?.[0],
        }));
    }
    async stages() {
        const { VersionIdsToStages } = await this.client.send(new client_secrets_manager_1.DescribeSecretCommand({ SecretId: this.rotated.secretId }));
        return VersionIdsToStages ?? {};
    }
}
exports.SecretVersions = SecretVersions;
async function currentCredentials(client, secretId) {
    const { SecretString } = await client.send(new client_secrets_manager_1.GetSecretValueCommand({ SecretId: secretId, VersionStage: CURRENT }));
    return parse(secretId, CURRENT, SecretString);
}
function parse(secretId, stage, text) {
    const credentials = parseObject(text);
    if (typeof credentials?.username !== "string" || typeof credentials.password !== "string") {
        throw new Error(`${stage} of ${secretId} must be JSON with a username and a password.`);
    }
    return { ...credentials, username: credentials.username, password: credentials.password };
}
function parseObject(text = "") {
    try {
        const value = JSON.parse(text);
        return typeof value === "object" && value !== null ? { ...value } : undefined;
    }
    catch {
        return undefined;
    }
}
const CURRENT = "AWSCURRENT";
const PENDING = "AWSPENDING";
