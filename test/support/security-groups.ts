/**
 * The egress rule of a security group that allows no egress. The CDK adds it because EC2 allows all egress from a group
 * without rules.
 */
export const NO_EGRESS = [
  {
    CidrIp: '255.255.255.255/32',
    Description: 'Disallow all traffic',
    FromPort: 252,
    IpProtocol: 'icmp',
    ToPort: 86,
  },
];
