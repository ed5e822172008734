"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ServiceLinkedRole = exports.ROLE_NAME = void 0;
const client_iam_1 = require("@aws-sdk/client-iam");
exports.ROLE_NAME = "AWSServiceRoleForAmazonOpenSearchService";
class ServiceLinkedRole {
    iam;
    clock;
    constructor(iam, clock) {
        this.iam = iam;
        this.clock = clock;
    }
    async waitUntilUsable(create) {
        if ((await this.creationTime()) === undefined) {
            if (!create) {
                throw new Error(`The account does not have the role ${exports.ROLE_NAME}. ${REMEDY}`);
            }
            await this.create();
        }
        while (!(await this.isUsable())) {
            await this.clock.pause(POLL_MS);
        }
    }
    async isUsable() {
        const created = await this.creationTime();
        return created !== undefined && this.clock.now() - created >= SETTLING_MS;
    }
    async creationTime() {
        try {
            const command = new client_iam_1.GetRoleCommand({ RoleName: exports.ROLE_NAME });
            const { Role } = await this.whenPermitted(() => this.iam.send(command, { abortSignal: this.clock.deadline }));
            return Role?.CreateDate?.getTime();
        }
        catch (error) {
            if (error instanceof client_iam_1.NoSuchEntityException) {
                return undefined;
            }
            throw error;
        }
    }
    async create() {
        try {
            const command = new client_iam_1.CreateServiceLinkedRoleCommand({ AWSServiceName: SERVICE });
            await this.whenPermitted(() => this.iam.send(command, { abortSignal: this.clock.deadline }));
        }
        catch (error) {
            if (error instanceof client_iam_1.InvalidInputException && error.message.includes("has been taken")) {
                return;
            }
            if (isDenied(error)) {
                throw new Error(`The stack may not create the role ${exports.ROLE_NAME}: ${error.message}. ${REMEDY}`);
            }
            throw error;
        }
    }
    async whenPermitted(call) {
        const start = this.clock.now();
        for (;;) {
            try {
                return await call();
            }
            catch (error) {
                if (!isDenied(error) || this.clock.now() - start >= PERMISSIONS_MS) {
                    throw error;
                }
            }
            await this.clock.pause(POLL_MS);
        }
    }
}
exports.ServiceLinkedRole = ServiceLinkedRole;
function isDenied(error) {
    return error instanceof Error && error.name.startsWith("AccessDenied");
}
const SERVICE = "opensearchservice.amazonaws.com";
const REMEDY = "Let an administrator of the account run " +
    `\`aws iam create-service-linked-role --aws-service-name ${SERVICE}\` once, and deploy again.`;
const POLL_MS = 5000;
const SETTLING_MS = 180000;
const PERMISSIONS_MS = 60000;
