"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.handler = exports.CacheUser = void 0;
const client_elasticache_1 = require("@aws-sdk/client-elasticache");
const handler_1 = require("./handler");
const wait_1 = require("./wait");
class CacheUser {
    client;
    userId;
    clock;
    constructor(client, userId, clock) {
        this.client = client;
        this.userId = userId;
        this.clock = clock;
    }
    async set(current, pending) {
        await this.waitUntilActive();
        await this.client.send(new client_elasticache_1.ModifyUserCommand({ UserId: this.userId, Passwords: [current.password, pending.password] }));
        await this.waitUntilActive();
    }
    async test() {
        await this.waitUntilActive();
    }
    waitUntilActive() {
        return (0, wait_1.waitUntilReady)(this.clock, {
            resource: `The ElastiCache user ${this.userId}`,
            isReady: async () => {
                const { Users } = await this.client.send(new client_elasticache_1.DescribeUsersCommand({ UserId: this.userId }));
                return Users?.[0]?.Status === "active";
            },
        });
    }
}
exports.CacheUser = CacheUser;
exports.handler = (0, handler_1.rotationHandler)((userId, clock) => new CacheUser(new client_elasticache_1.ElastiCacheClient(), userId, clock));
