// How long CloudFormation takes to create a resource, in minutes: assumptions, rounded, because AWS documents no such times and
// the bench deploys nothing. The slowest resources take a hundred times as long as most, so that only they matter.

/** Resources that AWS provisions servers or gateways for, and those that CloudFormation waits for. */
const MINUTES = {
  'AWS::OpenSearchService::Domain': 20,
  'AWS::AmazonMQ::Broker': 15,
  'AWS::RDS::DBInstance': 12, // with a standby
  'AWS::RDS::DBCluster': 5,
  'AWS::RDS::DBProxy': 5,
  'AWS::DocDB::DBCluster': 2,
  'AWS::DocDB::DBInstance': 8,
  'AWS::ElastiCache::ReplicationGroup': 10,
  'AWS::EC2::NatGateway': 2,
  'AWS::EC2::VPCEndpoint': 1,
  'AWS::KMS::Key': 0.5,
  'AWS::IAM::Role': 0.3, // CloudFormation waits until the role can be used
  'AWS::IAM::ManagedPolicy': 0.3,
  'AWS::Lambda::Function': 0.2,
  'AWS::EC2::EIP': 0.3,
  'AWS::EC2::VPC': 0.2,
  'AWS::EC2::InternetGateway': 0.3,
};

/** Every other resource is created by one call that answers at once. */
const OTHERS = 0.1;

export const creationMinutes = (type) => MINUTES[type] ?? OTHERS;
