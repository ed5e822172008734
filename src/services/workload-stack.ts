import { Annotations } from 'aws-cdk-lib';
import { topLevelStack } from '../naming/stack-path';
import { refuse } from '../private/validation';
import type { IWorkload } from '../workloads/workload-contract';
import type { IMicroservice } from './microservice-contract';

/** A workload reads values of its service, which is not deployed before the stacks that the service reads. */
export function requireLaterStack(service: IMicroservice, workload: IWorkload): void {
  const [own, other] = [topLevelStack(service), topLevelStack(workload)];
  if (own.dependencies.includes(other)) {
    throw refuse(workload, {
      prop: 'workload',
      gotInWords: `one in the stack ${other.node.path}`,
      allowed: `in ${own.node.path}, or in a stack that is deployed after it`,
      fix:
        `${other.node.path} is deployed before the stack of ${service.serviceName}, which reads values of it: create the ` +
        'workload in `platform.serviceStack`, or in another stack.',
    });
  }
}

/** Without parameters, the CDK exports the values of the service for a workload in another stack. */
export function warnOfExports(service: IMicroservice, workload: IWorkload): void {
  if (topLevelStack(workload) !== topLevelStack(service)) {
    Annotations.of(workload).addWarningV2(
      '@org/ecommerce-constructs:exports',
      `The stack of ${service.serviceName} exports its values for this workload: CloudFormation then refuses to change or ` +
        'delete them, so that no store can be restored and no service removed while the workload is deployed. Set ' +
        '`environmentName`, so that the stacks share values through parameters.',
    );
  }
}
