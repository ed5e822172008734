import {
  CreateServiceLinkedRoleCommand,
  GetRoleCommand,
  type IAMClient,
  InvalidInputException,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';

/** The name of the role. It is the same in every account. */
export const ROLE_NAME = 'AWSServiceRoleForAmazonOpenSearchService';

/** The time of a function invocation. */
export interface Clock {
  /** The signal that aborts every call and every pause. */
  readonly deadline: AbortSignal;
  /** Returns the milliseconds since 1970. */
  now(): number;
  pause(milliseconds: number): Promise<void>;
}

/** The role with which OpenSearch Service places a domain in a VPC. All domains of an account use it. */
export class ServiceLinkedRole {
  constructor(
    private readonly iam: IAMClient,
    private readonly clock: Clock,
  ) {}

  /** Waits until a domain can use the role. Creates the role if it is missing and `create` is true. */
  public async waitUntilUsable(create: boolean): Promise<void> {
    if ((await this.creationTime()) === undefined) {
      if (!create) {
        throw new Error(`The account does not have the role ${ROLE_NAME}. ${REMEDY}`);
      }
      await this.create();
    }
    while (!(await this.isUsable())) {
      await this.clock.pause(POLL_MS);
    }
  }

  /** The role reaches OpenSearch Service in every Region some time after IAM returns it, so its age decides. */
  private async isUsable(): Promise<boolean> {
    const created = await this.creationTime();
    return created !== undefined && this.clock.now() - created >= SETTLING_MS;
  }

  private async creationTime(): Promise<number | undefined> {
    try {
      const command = new GetRoleCommand({ RoleName: ROLE_NAME });
      const { Role } = await this.whenPermitted(() => this.iam.send(command, { abortSignal: this.clock.deadline }));
      return Role?.CreateDate?.getTime();
    } catch (error) {
      if (error instanceof NoSuchEntityException) {
        return undefined;
      }
      throw error;
    }
  }

  private async create(): Promise<void> {
    try {
      const command = new CreateServiceLinkedRoleCommand({ AWSServiceName: SERVICE });
      await this.whenPermitted(() => this.iam.send(command, { abortSignal: this.clock.deadline }));
    } catch (error) {
      if (error instanceof InvalidInputException && error.message.includes('has been taken')) {
        return; // another stack created the role since this function looked it up
      }
      if (isDenied(error)) {
        throw new Error(`The stack may not create the role ${ROLE_NAME}: ${error.message}. ${REMEDY}`);
      }
      throw error;
    }
  }

  /** Repeats a call that IAM denies, because the permissions of this function were attached only seconds before. */
  private async whenPermitted<T>(call: () => Promise<T>): Promise<T> {
    const start = this.clock.now();
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!isDenied(error) || this.clock.now() - start >= PERMISSIONS_MS) {
          throw error;
        }
      }
      await this.clock.pause(POLL_MS);
    }
  }
}

function isDenied(error: unknown): error is Error {
  return error instanceof Error && error.name.startsWith('AccessDenied');
}

const SERVICE = 'opensearchservice.amazonaws.com';

const REMEDY =
  'Let an administrator of the account run ' +
  `\`aws iam create-service-linked-role --aws-service-name ${SERVICE}\` once, and deploy again.`;

const POLL_MS = 5_000;

/** Reports of failed domains mention up to three minutes between the creation of the role and its first use. */
const SETTLING_MS = 180_000;

const PERMISSIONS_MS = 60_000;
