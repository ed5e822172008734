import type { AccessData } from '../../access/access-data';

/** The data of a service that another app needs to connect workloads. It is stored as JSON in a parameter. */
export interface ServiceRecord {
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  readonly securityGroupIds: string[];
  readonly accesses: AccessData[];
  /** Whether the first group allows only the egress that it lists; left out if it allows all. */
  readonly egress?: typeof CLOSED;
}

/** The way out of a service whose own group allows only the egress that it lists. */
export const CLOSED = 'closed';
