/** The role of production for RDS enhanced monitoring, retained with its databases. Only RDS may assume it, and only for databases of the account. */
export const MONITORING_ROLE = {
  Type: 'AWS::IAM::Role',
  DeletionPolicy: 'RetainExceptOnCreate',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          Effect: 'Allow',
          Principal: { Service: 'monitoring.rds.amazonaws.com' },
        },
      ],
      Version: '2012-10-17',
    },
    Description: 'Enhanced monitoring of databases',
    ManagedPolicyArns: [
      {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole'],
        ],
      },
    ],
  },
};
