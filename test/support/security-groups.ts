/** The one egress rule of a security group that lets nothing out: the CDK's own, because EC2 opens a group without a rule. */
export const NO_EGRESS = [
  {
    CidrIp: '255.255.255.255/32',
    Description: 'Disallow all traffic',
    FromPort: 252,
    IpProtocol: 'icmp',
    ToPort: 86,
  },
];
