import type { aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ClientLogins } from '../access/client-logins';
import type { IServiceAccess } from '../access/service-access';
import { plainText } from '../naming/texts';
import type { LoginOptions } from './login-options';
import { LoginStack } from './login-stack';
import type { ServiceSearchOptions } from './service-search-options';

/** The choices of a service for its logins in shared parts. */
export interface PartLoginsProps {
  readonly serviceName: string;
  readonly store?: IServiceAccess;
  readonly sharesStoreWith?: readonly string[];
  readonly encryptionKey?: kms.IKey;
  readonly logins?: LoginOptions;
  readonly search?: ServiceSearchOptions;
  /** Whether the logins are in a nested stack, because the stack has several services. */
  readonly _nestLogins?: boolean;
  /** Publishes values of other stacks. */
  readonly _publish?: (text: string) => string;
}

/** The place of the logins of a service in shared parts, and its choices for them. */
export class PartLogins implements ClientLogins {
  public readonly encryptionKey?: kms.IKey;
  public readonly authentication?: string;
  public readonly sharedLogins?: boolean;
  public readonly store?: IServiceAccess;
  public readonly sharesStoreWith?: readonly string[];
  public readonly searchRoleArns?: readonly string[];
  private created?: Construct;

  constructor(
    private readonly service: Construct,
    private readonly props: PartLoginsProps,
  ) {
    this.encryptionKey = props.encryptionKey;
    this.authentication = props.logins?.authentication;
    this.sharedLogins = props.logins?.sharedLogins;
    this.store = props.store;
    this.sharesStoreWith = props.sharesStoreWith;
    this.searchRoleArns = props.search?.roleArns;
  }

  public get scope(): Construct {
    this.created ??= this.createScope();
    return this.created;
  }

  public publish(text: string): string {
    return this.props._publish?.(text) ?? text;
  }

  private createScope(): Construct {
    const description = `Logins of ${plainText(this.props.serviceName)} in shared parts`;
    return this.props._nestLogins === true
      ? new LoginStack(this.service, ID, { description })
      : new Construct(this.service, ID);
  }
}

const ID = 'PartLogins';
