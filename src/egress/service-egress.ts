import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { isEverything } from './all-traffic';

/** A peer that a service may connect to, besides what it uses of the platform. */
export interface EgressPeer {
  /** Addresses, a prefix list or a security group. A security group must also allow ingress from the service. */
  readonly peer: ec2.IPeer;
  /** The ports of the peer. */
  readonly port: ec2.Port;
  /**
   * The description of the rule, with up to 255 letters, digits, spaces and any of `._-:/()#,@[]+=&;{}!$*`.
   * @default - the peer and the ports
   */
  readonly description?: string;
}

/**
 * The way out of a service: what its security group allows its workloads to connect to.
 *
 * EC2 adds up the rules of all security groups of a workload: the way out is closed only if the other groups are closed too.
 * The client groups that the library creates lead only to their parts.
 *
 * @example
 * import { EgressPeer, ServiceCatalogue, ServiceDefinition, ServiceEgress } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2 } from 'aws-cdk-lib';
 *
 * const bank: EgressPeer = { peer: ec2.Peer.ipv4('203.0.113.0/24'), port: ec2.Port.tcp(443) };
 * const payment: ServiceDefinition = {
 *   name: 'paymentservice',
 *   pciScope: true,
 *   egress: ServiceEgress.platformAnd([bank]),
 * };
 * const catalogue = ServiceCatalogue.of([payment]);
 */
export class ServiceEgress {
  /** Everything: any address on any port, by IPv4. */
  public static readonly OPEN = new ServiceEgress();

  /**
   * What the service uses alone: its store, the shared parts by their client groups, and AWS through the endpoints of the
   * network.
   *
   * Workloads need the interface endpoints `ecr.api`, `ecr.dkr`, `logs`, `secretsmanager`, `kms` and `ssm`, for images, logs,
   * secrets, keys and parameters; without them, a task cannot start. S3, which stores the layers of images, and DynamoDB have
   * gateway endpoints, whose prefix lists the CDK looks up: the stack needs an `env` with an account and a region. A warning
   * says what is missing.
   */
  public static readonly PLATFORM = new ServiceEgress([]);

  /**
   * Returns what the service uses alone, and these peers. If endpoints of AWS are missing, nothing warns: the peers must
   * include a way to AWS.
   *
   * Throws when the list is empty, and when a peer is all traffic to all addresses.
   * @param peers the peers, each with its ports
   */
  public static platformAnd(peers: EgressPeer[]): ServiceEgress {
    if (!Array.isArray(peers) || peers.length === 0) {
      throw new Error(
        `peers must be a list of one or more peers, got ${Array.isArray(peers) ? 'an empty list' : String(peers)}. ` +
          'List each peer with its ports, or use `ServiceEgress.PLATFORM`.',
      );
    }
    for (const peer of peers) {
      requirePeer(peer);
    }
    return new ServiceEgress([...peers]);
  }

  /**
   * The default of services in PCI scope: what the service uses alone and, if the way to AWS is not complete, port 443 of all
   * addresses.
   * @internal
   */
  public static readonly _PLATFORM_OR_HTTPS = new ServiceEgress([], true);

  private constructor(
    /**
     * The peers besides what the service uses alone; undefined for an open way out.
     * @internal
     */
    public readonly _peers?: readonly EgressPeer[],
    /**
     * Whether port 443 of all addresses replaces a way to AWS that is not complete.
     * @internal
     */
    public readonly _orHttps = false,
  ) {}

  /**
   * Whether everything is allowed.
   * @internal
   */
  public get _isOpen(): boolean {
    return this._peers === undefined;
  }
}

function requirePeer(candidate: EgressPeer): void {
  const { peer, port } = candidate ?? {};
  if (typeof peer?.toEgressRuleConfig !== 'function' || typeof port?.toRuleJson !== 'function') {
    throw new Error(
      'peers must be objects with a `peer` and a `port`, got one without. Use for example `ec2.Peer.prefixList` and ' +
        '`ec2.Port.tcp`.',
    );
  }
  if (isEverything(peer, port)) {
    throw new Error(
      'peers must be narrower than all traffic to all addresses, got one that is not. List ports or addresses, or use ' +
        '`ServiceEgress.OPEN`.',
    );
  }
}
