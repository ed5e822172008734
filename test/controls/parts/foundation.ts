import {
  at,
  BOTH,
  type Control,
  checked,
  customerKey,
  explained,
  FSBP,
  has,
  type Kind,
  list,
  PCI,
  type Properties,
  property,
  referred,
  requirement,
} from '../control';

const VPC: Kind = { name: 'VPC', type: 'AWS::EC2::VPC' };
const SUBNET: Kind = { name: 'subnet', type: 'AWS::EC2::Subnet' };
const GROUP: Kind = { name: 'security group', type: 'AWS::EC2::SecurityGroup' };
const RULE: Kind = { name: 'security group rule', type: 'AWS::EC2::SecurityGroupIngress' };

const isOpen = (rule: unknown) => at(rule, 'CidrIp') === '0.0.0.0/0' || at(rule, 'CidrIpv6') === '::/0';
const CLOSED = property('no rule allows ingress from 0.0.0.0/0 or ::/0', ({ properties }) => {
  return !list(properties.SecurityGroupIngress).some(isOpen);
});
const CLOSED_RULE = property('`CidrIp` is not 0.0.0.0/0, and `CidrIpv6` is not ::/0', ({ properties }) => {
  return !isOpen(properties);
});

const referredToBy = (type: string) =>
  property(`a resource of type \`${type}\` refers to it`, ({ id }, all) => {
    return all.some(
      (one) => one.type === type && Object.values(one.properties).some((value) => referred(value, all)?.id === id),
    );
  });

const PCI_GROUP: Kind = {
  name: 'security group of a service in PCI scope',
  type: 'AWS::EC2::SecurityGroup',
  includes: ({ GroupDescription }) => GroupDescription === 'Belongs to the workloads of paymentservice',
};
const CLOSED_EGRESS = property(
  '`SecurityGroupEgress` has only the store of the service, and the endpoints of AWS or, if the network lacks one of them, port 443',
  ({ properties }) => {
    const rules = list(properties.SecurityGroupEgress);
    const isKnown = (rule: unknown) =>
      at(rule, 'DestinationSecurityGroupId') !== undefined ||
      at(rule, 'DestinationPrefixListId') !== undefined ||
      (isOpen(rule) && at(rule, 'IpProtocol') === 'tcp' && at(rule, 'FromPort') === 443 && at(rule, 'ToPort') === 443);
    return rules.length > 0 && rules.every(isKnown);
  },
);
const CLIENT_GROUP: Kind = {
  name: 'security group of the clients of a shared part',
  type: 'AWS::EC2::SecurityGroup',
  includes: ({ GroupDescription }) => String(GroupDescription).startsWith('Allows its members to connect'),
};
const ONLY_THE_PART = property('`SecurityGroupEgress` has only the port of the part', ({ properties }) => {
  const rules = list(properties.SecurityGroupEgress);
  return rules.length === 1 && at(rules[0], 'DestinationSecurityGroupId') !== undefined;
});

const ENDPOINT_REASON =
  'An interface endpoint costs money per hour and Availability Zone, and the platform does not call this API. Add the endpoints that workloads need with `interfaceEndpoints`.';

const endpoint = (id: string, of: string) =>
  explained(id, FSBP, `VPCs should be configured with an interface endpoint for ${of}`, ENDPOINT_REASON);

const NETWORK_ACL_REASON =
  "Subnets use the VPC's default network ACL, which allows all traffic. Security groups, which are stateful, isolate the resources.";

export const NETWORK: Control[] = [
  checked(
    'EC2.2',
    FSBP,
    'VPC default security groups should not allow inbound or outbound traffic',
    VPC,
    referredToBy('Custom::VpcRestrictDefaultSG'),
  ),
  checked(
    'EC2.6',
    FSBP,
    'VPC flow logging should be enabled in all VPCs',
    VPC,
    property('a resource of type `AWS::EC2::FlowLog` refers to it', ({ id }, all) => {
      return all.some(
        ({ type, properties }) => type === 'AWS::EC2::FlowLog' && at(properties.ResourceId, 'Ref') === id,
      );
    }),
  ),
  explained(
    'EC2.10',
    FSBP,
    'Amazon EC2 should be configured to use VPC endpoints that are created for the Amazon EC2 service',
    ENDPOINT_REASON,
  ),
  checked('EC2.13', PCI, 'Security groups should not allow ingress from 0.0.0.0/0 or ::/0 to port 22', GROUP, CLOSED),
  checked('EC2.14', PCI, 'Security groups should not allow ingress from 0.0.0.0/0 or ::/0 to port 3389', GROUP, CLOSED),
  checked(
    'EC2.15',
    BOTH,
    'Amazon EC2 subnets should not automatically assign public IP addresses',
    SUBNET,
    has({ MapPublicIpOnLaunch: false }),
  ),
  explained('EC2.16', PCI, 'Unused Network Access Control Lists should be removed', 'The library creates none.'),
  checked(
    'EC2.18',
    FSBP,
    'Security groups should only allow unrestricted incoming traffic for authorized ports',
    GROUP,
    CLOSED,
  ),
  checked(
    'EC2.19',
    FSBP,
    'Security groups should not allow unrestricted access to ports with high risk',
    RULE,
    CLOSED_RULE,
  ),
  explained(
    'EC2.21',
    BOTH,
    'Network ACLs should not allow ingress from 0.0.0.0/0 to port 22 or port 3389',
    NETWORK_ACL_REASON,
  ),
  checked(
    'EC2.53',
    PCI,
    'EC2 security groups should not allow ingress from 0.0.0.0/0 to remote server administration ports',
    GROUP,
    CLOSED,
  ),
  checked(
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
  requirement(
    'PCI DSS 1.3.2: outbound traffic of services in PCI scope is restricted to what is necessary',
    PCI_GROUP,
    CLOSED_EGRESS,
  ),
  requirement(
    'PCI DSS 1.3.2: the groups that services share do not open the way out of a service',
    CLIENT_GROUP,
    ONLY_THE_PART,
  ),
  explained(
    'EC2.172',
    FSBP,
    'EC2 VPC Block Public Access settings should block internet gateway traffic',
    'This is a setting of the Region that affects every VPC in it. The owner of the account decides on it.',
  ),
];

const SECRET: Kind = { name: 'secret', type: 'AWS::SecretsManager::Secret' };
const SCHEDULE: Kind = { name: 'rotation schedule', type: 'AWS::SecretsManager::RotationSchedule' };
const KEY: Kind = { name: 'key', type: 'AWS::KMS::Key' };
const LOGS: Kind = { name: 'log group', type: 'AWS::Logs::LogGroup' };
const VAULT: Kind = { name: 'backup vault', type: 'AWS::Backup::BackupVault' };
const isOfPayment = ({ BackupVaultName }: Properties) => String(BackupVaultName).startsWith('paymentservice-');

const isEverybody = (principal: unknown) => principal === '*' || at(principal, 'AWS') === '*';
const NAMED_PRINCIPALS = property('each statement has a named principal or a condition', ({ properties }) => {
  const allowed = list(at(properties, 'KeyPolicy', 'Statement')).filter((one) => at(one, 'Effect') === 'Allow');
  return allowed.every((one) => !isEverybody(at(one, 'Principal')) || at(one, 'Condition') !== undefined);
});

export const SECRETS_AND_KEYS: Control[] = [
  checked(
    'SecretsManager.1',
    BOTH,
    'Secrets Manager secrets should have automatic rotation enabled',
    SECRET,
    referredToBy('AWS::SecretsManager::RotationSchedule'),
  ),
  explained(
    'SecretsManager.2',
    BOTH,
    'Secrets Manager secrets configured with automatic rotation should rotate successfully',
    'A template does not show whether a rotation succeeds.',
  ),
  explained(
    'SecretsManager.3',
    FSBP,
    'Remove unused Secrets Manager secrets',
    'A template does not show whether a secret is read. Each secret is created for a part that uses it.',
  ),
  checked(
    'SecretsManager.4',
    BOTH,
    'Secrets Manager secrets should be rotated within a specified number of days',
    SCHEDULE,
    property('`RotationRules` of 90 days or fewer', ({ properties }) => {
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
    property: property(
      '`DeletionPolicy: RetainExceptOnCreate`',
      ({ deletionPolicy }) => deletionPolicy === 'RetainExceptOnCreate',
    ),
  },
  checked('KMS.4', PCI, 'AWS KMS key rotation should be enabled', KEY, has({ EnableKeyRotation: true })),
  checked('KMS.5', FSBP, 'KMS keys should not be publicly accessible', KEY, NAMED_PRINCIPALS),
  requirement('Secrets are encrypted with a customer managed key', SECRET, customerKey('KmsKeyId')),
  requirement('Backup vaults are encrypted with a customer managed key', VAULT, customerKey('EncryptionKeyArn')),
  requirement(
    'The backups of a service in PCI scope are encrypted with the key of the service',
    { ...VAULT, name: 'backup vault of paymentservice', includes: isOfPayment },
    property('`EncryptionKeyArn` is the KMS key of the service', ({ properties }, all) => {
      return /paymentserviceKey/.test(referred(properties.EncryptionKeyArn, all)?.id ?? '');
    }),
  ),
  requirement(
    'Log groups have a retention period and are encrypted with a customer managed key',
    LOGS,
    property(
      '`RetentionInDays`, and `KmsKeyId` is the KMS key of the platform or of the service',
      ({ properties }, all) => {
        return properties.RetentionInDays !== undefined && referred(properties.KmsKeyId, all)?.type === 'AWS::KMS::Key';
      },
    ),
  ),
];

const FUNCTION: Kind = { name: 'function', type: 'AWS::Lambda::Function' };

export const WORKLOADS: Control[] = [
  {
    ...explained(
      'ECS.8',
      BOTH,
      'Secrets should not be passed as container environment variables',
      '`connect` passes secrets to a container by reference, in `Secrets`.',
    ),
    test: 'services/connect.test.ts',
  },
  explained(
    'Lambda.1',
    PCI,
    'Lambda function policies should prohibit public access',
    "Only CloudFormation and Secrets Manager invoke the library's functions. `connect` adds no resource policy to a function.",
  ),
  checked(
    'Lambda.2',
    PCI,
    'Lambda functions should use supported runtimes',
    FUNCTION,
    property('`Runtime` is a runtime that AWS supports', ({ properties: { Runtime } }) => {
      // The CDK's own function looks up its runtime by Region.
      return typeof Runtime === 'object' || /^nodejs2[2-9]\.x$|^python3\.1[2-9]$/.test(String(Runtime));
    }),
  ),
];
