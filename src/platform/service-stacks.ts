import type { StackProps } from 'aws-cdk-lib';

/** Options of separate stacks for services. */
export interface ServiceStackOptions {
  /**
   * The services whose resources stay in the stack of the platform, by name. List the services that are deployed there:
   * moving a service to another stack creates a new, empty store.
   * @default - none: each service has a stack
   */
  readonly keepInPlatform?: string[];
  /**
   * Props of the stack of each service. `stackName` must be left out, because each stack needs another name. `env` must
   * be the account and the region of the platform's stack. Set `synthesizer` if the platform's stack has one of its own.
   * @default - the account and the region of the platform's stack, and termination protection if the environment enables
   * deletion protection
   */
  readonly stackProps?: StackProps;
}

/**
 * The stacks that contain the services of a platform. Choose the layout before the first deployment: a deployed service
 * cannot move to another stack without a new, empty store.
 *
 * @example
 * import { EcommercePlatform, EnvironmentProviderFactory, ServiceStacks } from '@org/ecommerce-constructs';
 * import { Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * const platform = new EcommercePlatform(stack, 'Platform', {
 *   provider: EnvironmentProviderFactory.create({ environment: 'production' }),
 *   serviceStacks: ServiceStacks.perService({ keepInPlatform: ['userservice'] }),
 * });
 * const orders: Stack = platform.serviceStack('orderservice');
 */
export class ServiceStacks {
  /** All services are in the stack of the platform, which has room for 500 resources. */
  public static readonly TOGETHER = new ServiceStacks();

  /**
   * Each service has a stack: its store, its security group and its parameters. The stack is a child of the platform in
   * the construct tree: `cdk deploy 'Shop/Platform/orderservice'` deploys it, and the stack of the platform before it.
   *
   * The stacks share values through parameters of Systems Manager, whose names start with the platform's environment
   * name, and not through exports: no deployment of one service waits for another one. Adding, removing and reordering
   * services changes no other stack.
   * @param options the services that stay in the platform's stack, and the props of the stacks
   */
  public static perService(options: ServiceStackOptions = {}): ServiceStacks {
    return new ServiceStacks(options);
  }

  private constructor(
    /** The options of separate stacks; undefined if all services are in the stack of the platform. */
    public readonly options?: ServiceStackOptions,
  ) {}
}
