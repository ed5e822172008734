import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ISharedPart } from '../access/shared-part';
import { publishPart } from '../parameters/published-part';
import { PublishedValues } from '../parameters/published-values';
import { publishedVpc, publishVpc } from '../parameters/published-vpc';
import { platformPath } from '../services/service-parameters';

/**
 * The parameters with the values of a platform that other stacks read, one for each part: `/<environment>/_platform/cache`.
 * They depend neither on the services nor on the stacks that read them.
 */
export class PlatformValues {
  /** The values of no part. */
  public readonly common: PublishedValues;

  constructor(
    private readonly platform: Construct,
    public readonly environmentName: string,
  ) {
    this.common = this.valuesOf('common');
  }

  /** Publishes the ids of a VPC that the platform creates. */
  public publishVpc(vpc: ec2.IVpc): void {
    publishVpc(this.valuesOf('network'), vpc);
  }

  /** Returns an existing VPC with published ids. */
  public publishedVpc(vpc: ec2.IVpc): ec2.IVpc {
    return publishedVpc(this.valuesOf('network'), vpc);
  }

  /** Publishes a shared part under the name of its prop. */
  public publishPart(prop: string, part: ISharedPart): void {
    publishPart(this.valuesOf(prop), part);
  }

  private valuesOf(name: string): PublishedValues {
    const id = `${name[0].toUpperCase()}${name.slice(1)}Values`;
    return new PublishedValues(this.platform, id, `${platformPath(this.environmentName)}/${name}`);
  }
}
