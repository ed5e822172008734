import { at, BOTH, type Control, FSBP, has, type Kind, list, met, ours, PCI, referred, such, unmet } from '../control';

const VPC: Kind = { name: 'VPC', type: 'AWS::EC2::VPC' };
const SUBNET: Kind = { name: 'subnet', type: 'AWS::EC2::Subnet' };
const GROUP: Kind = { name: 'security group', type: 'AWS::EC2::SecurityGroup' };
const RULE: Kind = { name: 'rule of a security group', type: 'AWS::EC2::SecurityGroupIngress' };

const isOpen = (rule: unknown) => at(rule, 'CidrIp') === '0.0.0.0/0' || at(rule, 'CidrIpv6') === '::/0';
const CLOSED = such('no rule admits 0.0.0.0/0 or ::/0', ({ properties }) => {
  return !list(properties.SecurityGroupIngress).some(isOpen);
});
const CLOSED_RULE = such('`CidrIp` and `CidrIpv6` are not everybody', ({ properties }) => !isOpen(properties));

const namedBy = (type: string) =>
  such(`\`${type}\` is made for it`, ({ id }, all) => {
    return all.some(
      (one) => one.type === type && Object.values(one.properties).some((value) => referred(value, all)?.id === id),
    );
  });

const ENDPOINT_REASON =
  'An interface endpoint costs by the hour and zone, and nothing in the platform calls this API; `interfaceEndpoints` adds those that workloads call.';

const endpoint = (id: string, of: string) =>
  unmet(id, FSBP, `VPCs should be configured with an interface endpoint for ${of}`, ENDPOINT_REASON);

const NETWORK_ACL_REASON =
  "Subnets keep the VPC's default network ACL, whose two rules AWS makes; security groups, which keep state, are the walls.";

export const NETWORK: Control[] = [
  met(
    'EC2.2',
    FSBP,
    'VPC default security groups should not allow inbound or outbound traffic',
    VPC,
    namedBy('Custom::VpcRestrictDefaultSG'),
  ),
  met(
    'EC2.6',
    FSBP,
    'VPC flow logging should be enabled in all VPCs',
    VPC,
    such('`AWS::EC2::FlowLog` of it', ({ id }, all) => {
      return all.some(
        ({ type, properties }) => type === 'AWS::EC2::FlowLog' && at(properties.ResourceId, 'Ref') === id,
      );
    }),
  ),
  unmet(
    'EC2.10',
    FSBP,
    'Amazon EC2 should be configured to use VPC endpoints that are created for the Amazon EC2 service',
    ENDPOINT_REASON,
  ),
  met('EC2.13', PCI, 'Security groups should not allow ingress from 0.0.0.0/0 or ::/0 to port 22', GROUP, CLOSED),
  met('EC2.14', PCI, 'Security groups should not allow ingress from 0.0.0.0/0 or ::/0 to port 3389', GROUP, CLOSED),
  met(
    'EC2.15',
    BOTH,
    'Amazon EC2 subnets should not automatically assign public IP addresses',
    SUBNET,
    has({ MapPublicIpOnLaunch: false }),
  ),
  unmet('EC2.16', PCI, 'Unused Network Access Control Lists should be removed', 'The library makes none.'),
  met(
    'EC2.18',
    FSBP,
    'Security groups should only allow unrestricted incoming traffic for authorized ports',
    GROUP,
    CLOSED,
  ),
  met(
    'EC2.19',
    FSBP,
    'Security groups should not allow unrestricted access to ports with high risk',
    RULE,
    CLOSED_RULE,
  ),
  unmet(
    'EC2.21',
    BOTH,
    'Network ACLs should not allow ingress from 0.0.0.0/0 to port 22 or port 3389',
    NETWORK_ACL_REASON,
  ),
  met(
    'EC2.53',
    PCI,
    'EC2 security groups should not allow ingress from 0.0.0.0/0 to remote server administration ports',
    GROUP,
    CLOSED,
  ),
  met(
    'EC2.54',
    PCI,
    'EC2 security groups should not allow ingress from ::/0 to remote server administration ports',
    GROUP,
    CLOSED,
  ),
  endpoint('EC2.55', 'ECR API'),
  endpoint('EC2.56', 'Docker Registry'),
  endpoint('EC2.57', 'Systems Manager'),
  endpoint('EC2.58', 'Systems Manager Incident Manager Contacts'),
  endpoint('EC2.60', 'Systems Manager Incident Manager'),
  unmet(
    'EC2.172',
    FSBP,
    'EC2 VPC Block Public Access settings should block internet gateway traffic',
    'A setting of the whole region, which would cut off every VPC in it; it is for whoever runs the account.',
  ),
];

const SECRET: Kind = { name: 'secret', type: 'AWS::SecretsManager::Secret' };
const SCHEDULE: Kind = { name: 'rotation schedule', type: 'AWS::SecretsManager::RotationSchedule' };
const KEY: Kind = { name: 'key', type: 'AWS::KMS::Key' };
const LOGS: Kind = { name: 'log group', type: 'AWS::Logs::LogGroup' };

const isEverybody = (principal: unknown) => principal === '*' || at(principal, 'AWS') === '*';
const NAMED_PRINCIPALS = such('each statement names who it allows, or for which service', ({ properties }) => {
  const allowed = list(at(properties, 'KeyPolicy', 'Statement')).filter((one) => at(one, 'Effect') === 'Allow');
  return allowed.every((one) => !isEverybody(at(one, 'Principal')) || at(one, 'Condition') !== undefined);
});

export const SECRETS_AND_KEYS: Control[] = [
  met(
    'SecretsManager.1',
    BOTH,
    'Secrets Manager secrets should have automatic rotation enabled',
    SECRET,
    namedBy('AWS::SecretsManager::RotationSchedule'),
  ),
  unmet(
    'SecretsManager.2',
    BOTH,
    'Secrets Manager secrets configured with automatic rotation should rotate successfully',
    'Whether a rotation succeeds shows in the account alone.',
  ),
  unmet(
    'SecretsManager.3',
    FSBP,
    'Remove unused Secrets Manager secrets',
    'Whether a secret is read shows in the account alone; each is made for a part that uses it.',
  ),
  met(
    'SecretsManager.4',
    BOTH,
    'Secrets Manager secrets should be rotated within a specified number of days',
    SCHEDULE,
    such('`RotationRules` of 90 days or fewer', ({ properties }) => {
      const expression = String(at(properties, 'RotationRules', 'ScheduleExpression') ?? '');
      const days =
        at(properties, 'RotationRules', 'AutomaticallyAfterDays') ?? /^rate\((\d+) days?\)$/.exec(expression)?.[1];
      return Number(days) <= 90;
    }),
  ),
  {
    id: 'KMS.3',
    standards: FSBP,
    title: 'AWS KMS keys should not be deleted unintentionally',
    kind: KEY,
    property: such('`DeletionPolicy: Retain`', ({ deletionPolicy }) => deletionPolicy === 'Retain'),
  },
  met('KMS.4', PCI, 'AWS KMS key rotation should be enabled', KEY, has({ EnableKeyRotation: true })),
  met('KMS.5', FSBP, 'KMS keys should not be publicly accessible', KEY, NAMED_PRINCIPALS),
  ours(
    'Secrets are under a key of the platform or the service',
    SECRET,
    such('`KmsKeyId` is a key made here', ({ properties }, all) => {
      return referred(properties.KmsKeyId, all)?.type === 'AWS::KMS::Key';
    }),
  ),
  ours(
    'Logs are kept for a time, and under a key of the platform or the service',
    LOGS,
    such('`RetentionInDays`, and `KmsKeyId` is a key made here', ({ properties }, all) => {
      return properties.RetentionInDays !== undefined && referred(properties.KmsKeyId, all)?.type === 'AWS::KMS::Key';
    }),
  ),
];

const FUNCTION: Kind = { name: 'function', type: 'AWS::Lambda::Function' };

export const WORKLOADS: Control[] = [
  {
    ...unmet(
      'ECS.8',
      BOTH,
      'Secrets should not be passed as container environment variables',
      '`connect` gives a container its secrets as `Secrets`, by reference.',
    ),
    test: 'services/connect.test.ts',
  },
  unmet(
    'Lambda.1',
    PCI,
    'Lambda function policies should prohibit public access',
    'Functions of the library are called by CloudFormation and Secrets Manager alone; `connect` adds no policy to a function.',
  ),
  met(
    'Lambda.2',
    PCI,
    'Lambda functions should use supported runtimes',
    FUNCTION,
    such('`Runtime` is one that AWS supports', ({ properties: { Runtime } }) => {
      // The CDK's own handler names its runtime by region.
      return typeof Runtime === 'object' || /^nodejs2[2-9]\.x$|^python3\.1[2-9]$/.test(String(Runtime));
    }),
  ),
];
