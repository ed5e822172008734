import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';

/** Whether an endpoint is for a service of AWS, by the short name of the service. An endpoint whose service is a token passes. */
export function isEndpointFor(shortName: string, endpoint: ec2.CfnVPCEndpoint): boolean {
  // Resolved, because the region in the name is a token: com.amazonaws.eu-central-1.rds
  const name = JSON.stringify(Stack.of(endpoint).resolve(endpoint.serviceName));
  return !name.includes('amazonaws') || new RegExp(`\\.${shortName.replace('.', '\\.')}[".]`).test(name);
}

/** Whether an endpoint is for a service of AWS, and not for one that another account offers by PrivateLink. */
export function isOfAws(endpoint: ec2.CfnVPCEndpoint): boolean {
  return !JSON.stringify(Stack.of(endpoint).resolve(endpoint.serviceName)).includes('.vpce.');
}

/** Whether the app creates a VPC. The endpoints of another one are unknown. */
export function isOfApp(vpc: ec2.IVpc): boolean {
  return ec2.CfnVPC.isCfnVPC(vpc.node.defaultChild);
}
