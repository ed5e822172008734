// Reads the values from a template that several pictures need.

/** Every resource, with its logical id, its type and its properties. */
export function resourcesOf(template) {
  return Object.entries(template.Resources).map(([id, it]) => ({ id, type: it.Type, ...it.Properties }));
}

/** The logical ids that a value refers to. */
export function references(value) {
  if (typeof value !== 'object' || value === null) return [];
  if (typeof value.Ref === 'string') return [value.Ref];
  if (Array.isArray(value['Fn::GetAtt'])) return [value['Fn::GetAtt'][0]];
  return Object.values(value).flatMap(references);
}

/** The logical ids of the security groups of a part; each type of resource has another property for them. */
export function securityGroups(part) {
  return references(
    part.VPCSecurityGroups ??
      part.VpcSecurityGroupIds ??
      part.SecurityGroupIds ??
      part.SecurityGroups ??
      part.VPCOptions,
  );
}

/** The rules between security groups, by the logical ids of the groups. */
export function ingressRules(resources) {
  return resources
    .filter(({ type }) => type === 'AWS::EC2::SecurityGroupIngress')
    .map((it) => ({
      from: references(it.SourceSecurityGroupId)[0],
      to: references(it.GroupId)[0],
      port: it.FromPort,
    }));
}

/** The parameters that describe the connections of each service, with logical ids in place of the values that AWS gives. */
export function connectionRecords(resources) {
  return resources.filter(({ type }) => type === 'AWS::SSM::Parameter').flatMap(readRecord);
}

function readRecord({ Name, Value }) {
  const name = /^\/[^/]+\/([^/]+)\/connection$/.exec(Name)?.[1];
  if (!name) return [];
  const [separator, pieces] = Value['Fn::Join'];
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : references(piece)[0])).join(separator);
  const { accesses, ...record } = JSON.parse(text);
  const withStatements = (access) => ({ ...access, permissions: access.permissions.flatMap(statementsOf) });
  return [{ name, ...record, accesses: accesses.map(withStatements) }];
}

/** A record has a secret in place of the permissions to read it. */
function statementsOf({ secretArn, keyArn, ...permission }) {
  if (secretArn === undefined) return [permission];
  const read = { actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], resources: [secretArn] };
  return [read, ...(keyArn === undefined ? [] : [{ actions: ['kms:Decrypt'], resources: [keyArn] }])];
}
