import { type aws_ec2 as ec2, Token } from 'aws-cdk-lib';

/** Whether a rule allows all traffic to all addresses, of IPv4 or IPv6. */
export function isEverything(peer: ec2.IPeer, port: ec2.Port): boolean {
  const { cidrIp, cidrIpv6 }: { readonly cidrIp?: unknown; readonly cidrIpv6?: unknown } = peer.toEgressRuleConfig();
  const { ipProtocol } = port.toRuleJson();
  return (cidrIp === '0.0.0.0/0' || cidrIpv6 === '::/0') && !Token.isUnresolved(ipProtocol) && ipProtocol === '-1';
}
