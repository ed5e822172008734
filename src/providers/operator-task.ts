/** The task through which operators connect. It is the same in all environments: it only waits and forwards a port. */
export const OPERATOR_TASK = {
  /** A small public image whose `sleep` knows `infinity`. AWS updates the tag. */
  image: 'public.ecr.aws/amazonlinux/amazonlinux:2023-minimal',
  /** The smallest size of Fargate: a quarter of a CPU. */
  cpu: 256,
  memoryLimitMiB: 512,
  /** The user `nobody`. */
  user: '65534',
};
