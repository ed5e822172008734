import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { eachItem, expectValues, oneOf } from './api-calls';
import { instanceId, proxyName } from './database-placement';
import { subnetIds } from './existing-vpc';

/** Expects that RDS describes the proxy of a service's instance with these settings. */
export function expectProxy(assertions: IDeployAssert, store: IConstruct, vpc: ec2.IVpc): void {
  const parameters = { DBProxyName: proxyName(store) };
  expectValues(
    assertions,
    { service: 'rds', api: 'describeDBProxies', parameters },
    {
      'DBProxies.0.EngineFamily': 'POSTGRESQL',
      'DBProxies.0.RequireTLS': true,
      'DBProxies.0.VpcId': vpc.vpcId,
      ...eachItem('DBProxies.0.VpcSubnetIds', '', 2, oneOf(subnetIds(vpc.isolatedSubnets))),
    },
  );
  expectValues(
    assertions,
    { service: 'rds', api: 'describeDBProxyTargets', parameters },
    {
      'Targets.0.RdsResourceId': instanceId(store),
    },
  );
}
