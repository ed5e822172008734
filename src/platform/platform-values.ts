import type { aws_ec2 as ec2, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ISharedPart } from '../access/shared-part';
import { validateValues } from '../limits/parameter-values';
import { topLevelStack } from '../naming/stack-path';
import { publishPart } from '../parameters/published-part';
import { publishedStore, publishedText } from '../parameters/published-store';
import { PublishedValues } from '../parameters/published-values';
import { publishedVpc, publishVpc } from '../parameters/published-vpc';
import { allowLogGroupsNamed } from '../private/log-group';
import { platformPath } from '../services/records/service-parameters';
import type { IServiceStore } from '../stores/store-contract';

/**
 * The parameters with the values of a platform that other stacks read, one for each part: `/<environment>/_platform/cache`.
 * They depend neither on the services nor on the stacks that read them. The parameter of an existing part is in the stack
 * of that part. Another one, `/<environment>/_platform/stacks/<stack>`, has the values of resources of the user that stores
 * in stacks of services use, such as an existing database.
 */
export class PlatformValues {
  /** The values of no part. */
  public readonly common: PublishedValues;

  constructor(
    private readonly platform: Construct,
    public readonly environmentName: string,
  ) {
    this.common = this.valuesOf('common', platform);
  }

  /** Publishes the key of the platform, which encrypts the logs of its workloads too. */
  public publishKey(key: kms.IKey): void {
    allowLogGroupsNamed(key, `/${this.environmentName}/*`);
    this.common.publishProperties(key, 'keyArn', 'keyId');
  }

  /** Publishes the ids of a VPC that the platform creates, and of the group of its interface endpoints, if it has any. */
  public publishVpc(vpc: ec2.IVpc, endpoints?: ec2.ISecurityGroup): void {
    const values = this.valuesOf('network', vpc);
    publishVpc(values, vpc);
    if (endpoints) {
      values.publishProperties(endpoints, 'securityGroupId');
    }
  }

  /** Returns an existing VPC with published ids. */
  public publishedVpc(vpc: ec2.IVpc): ec2.IVpc {
    return publishedVpc(this.valuesOf('network', vpc), vpc);
  }

  /** Publishes a shared part under the name of its prop. */
  public publishPart(prop: string, part: ISharedPart): void {
    publishPart(this.valuesOf(prop, part), part);
  }

  /** Publishes a text of a shared part, for stacks other than those of services. */
  public publishedOf(prop: string, part: ISharedPart, text: string): string {
    return this.valuesOf(prop, part).publish(text);
  }

  /** Returns the store of a service for the service's own stack, with published values of other stacks. */
  public publishedStore(own: Stack, store: IServiceStore): IServiceStore {
    return publishedStore(own, store, (stack) => this.valuesOf(`stacks/${stack.stackName}`, stack));
  }

  /** Returns a text for the service's own stack, with published values of other stacks. */
  public publishedText(own: Stack, text: string): string {
    return publishedText(own, text, (stack) => this.valuesOf(`stacks/${stack.stackName}`, stack));
  }

  /**
   * Returns a text of an owner of alarms for their stack, with published values of other stacks. In the stack of the platform,
   * each owner has a parameter of its own: a parameter that another stack reads has at most 4,096 characters.
   */
  public publishedForMonitoring(own: Stack, owner: string, text: string): string {
    return publishedText(own, text, (stack) =>
      stack === topLevelStack(this.platform)
        ? this.valuesOf(`monitoring/${owner}`, this.placeOf(owner))
        : this.valuesOf(`stacks/${stack.stackName}`, stack),
    );
  }

  /** The construct with the values of an owner of alarms. */
  private placeOf(owner: string): Construct {
    const scope = childOf(this.platform, 'MonitoringValues');
    return childOf(scope, owner);
  }

  /** The values of a part, which platforms that share it have in common. */
  private valuesOf(name: string, part: unknown): PublishedValues {
    const scope = Construct.isConstruct(part) ? part : this.platform;
    const id = 'PublishedValues';
    const existing = scope.node.tryFindChild(id);
    if (existing instanceof PublishedValues) {
      return existing;
    }
    const values = new PublishedValues(scope, id, `${platformPath(this.environmentName)}/${name}`);
    validateValues(values, propOf(name));
    return values;
  }
}

function childOf(scope: Construct, id: string): Construct {
  const existing = scope.node.tryFindChild(id);
  return Construct.isConstruct(existing) ? existing : new Construct(scope, id);
}

/** The prop that decides how many values there are. */
function propOf(name: string): string {
  if (name.startsWith('stacks/')) {
    return 'store';
  }
  if (name.startsWith('monitoring/')) {
    return 'monitoring';
  }
  return name === 'network' ? 'vpc' : `existing.${name}`;
}
