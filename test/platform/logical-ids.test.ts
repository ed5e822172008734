import { EcommerceInfrastructure, EnvironmentProviderFactory, type LoginOptions } from '../../src';
import { newApp } from '../support/apps';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { templateOf } from '../support/stacks';

/** Resource types whose replacement loses data or interrupts clients. */
const FROZEN_TYPES = [
  'AWS::AmazonMQ::Broker',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::VPC',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::User',
  'AWS::ElastiCache::UserGroup',
  'AWS::KMS::Key',
  'AWS::OpenSearchService::Domain',
  'AWS::RDS::DBInstance',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
];

function frozenIds(environment: string, context: Record<string, unknown>, logins?: LoginOptions): string[] {
  const stack = new EcommerceInfrastructure(newApp(context), 'Ecommerce', {
    provider: EnvironmentProviderFactory.create({ environment }),
    logins,
  });
  const template = templateOf(stack);
  return FROZEN_TYPES.flatMap((type) => Object.keys(template.findResources(type))).sort();
}

/** Never change these ids: in a deployed stack, a changed logical id creates another, empty resource. */
const EVERYWHERE = [
  'PlatformCacheClientGroup135F048A',
  'PlatformCacheReplicationGroupBBB2DAA6',
  'PlatformCacheSecurityGroup881D2D64',
  'PlatformCacheUserCB5E85A7',
  'PlatformCacheUserGroup8C54C14D',
  'PlatformDatabaseinventoryserviceInstanceC4C83F4A',
  'PlatformDatabaseinventoryserviceSecurityGroup58AD66BE',
  'PlatformDatabasenotificationserviceInstance0B6A4EFA',
  'PlatformDatabasenotificationserviceSecurityGroup6D79515E',
  'PlatformDatabaseorderserviceInstance7F2C6D89',
  'PlatformDatabaseorderserviceSecurityGroup49BBFE28',
  'PlatformDatabasepaymentserviceInstanceF5F3CF4E',
  'PlatformDatabasepaymentserviceKeyABBAD22D',
  'PlatformDatabasepaymentserviceSecurityGroupC7F6CE14',
  'PlatformDatabaseproductserviceInstance9B8BA0FA',
  'PlatformDatabaseproductserviceSecurityGroup2445337A',
  'PlatformDatabasesearchserviceInstance9BE687AD',
  'PlatformDatabasesearchserviceSecurityGroupA4DE2A9D',
  'PlatformDatabaseuserserviceInstance29B508E3',
  'PlatformDatabaseuserserviceSecurityGroupF49F2B7F',
  'PlatformKeyE2280810',
  'PlatformMessagingBroker749C67BC',
  'PlatformMessagingClientGroupED342B0A',
  'PlatformMessagingLoginsFunctionSecurityGroup3E1486B1',
  'PlatformMessagingSecret20FC92AC',
  'PlatformMessagingSecurityGroupA0975D4B',
  'PlatformNetworkVpcDatabaseSubnet1Subnet695CAC0A',
  'PlatformNetworkVpcDatabaseSubnet2Subnet1348EE59',
  'PlatformNetworkVpcED8BFD03',
  'PlatformNetworkVpcPrivateSubnet1SubnetCEE3888D',
  'PlatformNetworkVpcPrivateSubnet2Subnet5A2773DD',
  'PlatformNetworkVpcPublicSubnet1SubnetE848B6AD',
  'PlatformNetworkVpcPublicSubnet2SubnetED50E417',
  'PlatformSearchClientGroupB0E25A77',
  'PlatformSearchDomain4BEA905B',
  'PlatformSearchLoginsFunctionSecurityGroup764D6077',
  'PlatformSearchSecurityGroupAE03E317',
  'PlatformStorageLogs98F2AFC6',
  'PlatformStorageMedia90212EFB',
  'PlatforminventoryserviceSecurityGroup348EEDE9',
  'PlatformnotificationserviceSecurityGroup14D375CB',
  'PlatformorderserviceSecurityGroup77794F11',
  'PlatformpaymentserviceSecurityGroupC731996B',
  'PlatformproductserviceSecurityGroupC1D26054',
  'PlatformsearchserviceSecurityGroup168CDD4B',
  'PlatformuserserviceSecurityGroup95CA9CC7',
];

/** The subnets of the third zone. */
const THIRD_ZONE = [
  'PlatformNetworkVpcDatabaseSubnet3SubnetA4DA2C5C',
  'PlatformNetworkVpcPrivateSubnet3SubnetC16120AA',
  'PlatformNetworkVpcPublicSubnet3Subnet3643DB12',
];

/** The keys of services that are not in PCI scope. */
const SERVICE_KEYS = [
  'PlatformDatabaseinventoryserviceKey7308114F',
  'PlatformDatabasenotificationserviceKey89ADC01A',
  'PlatformDatabaseorderserviceKeyF949AF0C',
  'PlatformDatabaseproductserviceKeyC031859F',
  'PlatformDatabasesearchserviceKey479EFA1A',
  'PlatformDatabaseuserserviceKey18B9981D',
];

/** The security group of the rotation function, in environments that rotate passwords. */
const ROTATION = ['PlatformMessagingRotationSecurityGroupFDEF37FC'];

/** The login of the cache that all services share, and the group of its rotation function. */
const SHARED_LOGIN = ['PlatformCacheSecret4173BCB9'];
const SHARED_LOGIN_ROTATION = ['PlatformCacheRotationSecurityGroup37C1BD4D'];

describe.each(FEATURE_FLAGS)('the logical ids of stateful resources, %s,', (_, context) => {
  test.each(['local', 'development'])('are frozen in %s', (environment) => {
    expect(frozenIds(environment, context)).toEqual(EVERYWHERE);
  });

  test('are frozen in staging', () => {
    expect(frozenIds('staging', context)).toEqual([...EVERYWHERE, ...THIRD_ZONE, ...ROTATION].sort());
  });

  test('are frozen in production', () => {
    expect(frozenIds('production', context)).toEqual(
      [...EVERYWHERE, ...THIRD_ZONE, ...ROTATION, ...SERVICE_KEYS].sort(),
    );
  });

  test.each([
    ['local', SHARED_LOGIN],
    ['development', SHARED_LOGIN],
    ['staging', [...SHARED_LOGIN, ...SHARED_LOGIN_ROTATION]],
    ['production', [...SHARED_LOGIN, ...SHARED_LOGIN_ROTATION]],
  ])('are the same in %s for workloads that share logins, with those of the shared login', (environment, more) => {
    const expected = [...frozenIds(environment, context), ...more].sort();
    expect(frozenIds(environment, context, { sharedLogins: true })).toEqual(expected);
  });
});
