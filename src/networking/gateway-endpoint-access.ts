/** The buckets and tables that the gateway endpoints of S3 and DynamoDB admit, for every caller. */
export enum GatewayEndpointAccess {
  /** All buckets and tables of all accounts: the policy of AWS. */
  ANY = 'any',
  /**
   * The buckets and tables of the account of the network, and the buckets of AWS in its region that workloads need:
   *
   * - reading `prod-<region>-starport-layer-bucket`: the layers of images in ECR;
   * - reading `al2023-repos-<region>-de612dc2`, `amazonlinux-2-repos-<region>` and `amazonlinux.<region>.amazonaws.com`: the
   *   packages of Amazon Linux;
   * - writing `cloudformation-custom-resource-response-<region without hyphens>` and `cloudformation-waitcondition-<region>`:
   *   the answers of custom resources and of wait conditions.
   *
   * Requests for other buckets and tables through the endpoint fail, also those of AWS, such as the buckets of the SSM agent.
   * Admit more with `addToPolicy` of the endpoint.
   */
  OWN_ACCOUNT = 'own-account',
}
