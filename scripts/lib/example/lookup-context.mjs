// Builds the lookup results of the second example app, for a synthesis without AWS: the parameter's value comes from the
// platform's template, and values that only AWS knows are replaced by placeholders of the same format.

import { createHash } from 'node:crypto';
import { ACCOUNT, REGION } from '../../../local/lib/aws/environment.mjs';

const VPC_NAME = 'vpc-ecommerce-platform-f684504f';

/** Returns the content of cdk.context.json for the app of a service, whose platform has this template. */
export function lookupContext(template, environment, service) {
  const parameterName = `/${environment}/${service}/connection`;
  const record = Object.values(template.Resources).find(
    ({ Type, Properties }) => Type === 'AWS::SSM::Parameter' && Properties.Name === parameterName,
  );
  if (!record) throw new Error(`The platform's template has no parameter ${parameterName}.`);
  const value = text(record.Properties.Value);
  return {
    [`ssm:account=${ACCOUNT}:parameterName=${parameterName}:region=${REGION}`]: value,
    [`vpc-provider:account=${ACCOUNT}:filter.tag:Name=${VPC_NAME}:region=${REGION}:returnAsymmetricSubnets=true`]: {
      vpcId: JSON.parse(value).vpcId,
      vpcCidrBlock: '10.0.0.0/16',
      ownerAccountId: ACCOUNT,
      availabilityZones: [],
      subnetGroups: [],
    },
  };
}

const PSEUDO_PARAMETERS = { 'AWS::Region': REGION, 'AWS::AccountId': ACCOUNT, 'AWS::Partition': 'aws' };

/** Resolves a value of a template to a string. */
function text(value) {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) {
    const [separator, parts] = value['Fn::Join'];
    return parts.map(text).join(separator);
  }
  if (value['Fn::Select']) return text(value['Fn::Select'][1]);
  const [logicalId, attribute = 'Ref'] = value['Fn::GetAtt'] ?? [value.Ref];
  return PSEUDO_PARAMETERS[logicalId] ?? placeholder(logicalId, attribute);
}

function placeholder(logicalId, attribute) {
  const hash = createHash('sha256').update(logicalId).digest('hex').slice(0, 17);
  if (attribute === 'GroupId') return `sg-${hash}`;
  if (/Vpc/.test(logicalId)) return `vpc-${hash}`;
  if (/Secret/.test(logicalId + attribute)) return `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${hash}-AbCdEf`;
  if (/Arn$/.test(attribute)) return `arn:aws:kms:${REGION}:${ACCOUNT}:key/${hash}`;
  return `${hash}.example`;
}
