"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.handler = exports.ClusterMasterUser = void 0;
const client_docdb_1 = require("@aws-sdk/client-docdb");
const handler_1 = require("./handler");
const wait_1 = require("./wait");
class ClusterMasterUser {
    client;
    clusterId;
    clock;
    constructor(client, clusterId, clock) {
        this.client = client;
        this.clusterId = clusterId;
        this.clock = clock;
    }
    async set(_current, pending) {
        await this.waitUntilAvailable();
        await this.client.send(new client_docdb_1.ModifyDBClusterCommand({
            DBClusterIdentifier: this.clusterId,
            MasterUserPassword: pending.password,
            ApplyImmediately: true,
        }));
        await this.clock.pause(STARTS_WITHIN_MS);
        await this.waitUntilAvailable();
    }
    async test() {
        await this.waitUntilAvailable();
    }
    waitUntilAvailable() {
        return (0, wait_1.waitUntilReady)(this.clock, {
            resource: `The DocumentDB cluster ${this.clusterId}`,
            isReady: async () => {
                const { DBClusters } = await this.client.send(new client_docdb_1.DescribeDBClustersCommand({ DBClusterIdentifier: this.clusterId }));
                return DBClusters?.[0]?.Status === "available";
            },
        });
    }
}
exports.ClusterMasterUser = ClusterMasterUser;
const STARTS_WITHIN_MS = 60000;
exports.handler = (0, handler_1.rotationHandler)((clusterId, clock) => new ClusterMasterUser(new client_docdb_1.DocDBClient(), clusterId, clock));
