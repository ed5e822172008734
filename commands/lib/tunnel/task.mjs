// The task through which a tunnel goes: it exists only while somebody uses it.

import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../../../local/lib/cli/failure.mjs';

const POLL_MS = 2000;
const TIMEOUT_MS = 5 * 60_000;
const AGENT = 'ExecuteCommandAgent';

export class Task {
  #started = false;
  #ended;

  constructor(aws, { cluster, service }, { pollMs = POLL_MS, timeoutMs = TIMEOUT_MS } = {}) {
    Object.assign(this, { aws, cluster, service, pollMs, timeoutMs });
  }

  /** Waits until a task runs, and returns the id of its target. Starts the task, unless one runs already. */
  async start(report = () => {}) {
    const { services = [] } = await this.aws.call('ecs', 'describe-services', [
      ...this.#inCluster(),
      '--services',
      this.service,
    ]);
    const [found] = services.filter(({ status }) => status === 'ACTIVE');
    if (!found)
      throw new Failure(`The service ${this.service} of the access does not exist: deploy the platform again.`);
    if (found.desiredCount === 0) {
      this.#started = true; // before the call: it may succeed although Ctrl-C ends it
      await this.#setCount(1);
    }
    return { target: await this.#ready(report), started: this.#started };
  }

  /** Ends the task if this command started it. */
  end() {
    if (!this.#started) return Promise.resolve();
    this.#ended ??= this.#setCount(0, { detached: true }).catch((error) => {
      throw new Failure(
        `The task was not ended (${error.message}) Run: aws ecs update-service --cluster ${this.cluster} ` +
          `--service ${this.service} --desired-count 0`,
      );
    });
    return this.#ended;
  }

  #inCluster() {
    return ['--cluster', this.cluster];
  }

  #setCount(count, options) {
    const args = [...this.#inCluster(), '--service', this.service, '--desired-count', String(count)];
    return this.aws.call('ecs', 'update-service', [...args, '--query', 'service.desiredCount'], options);
  }

  async #ready(report) {
    const deadline = Date.now() + this.timeoutMs;
    for (;;) {
      const task = await this.#find();
      const [container] = (task?.containers ?? []).filter(hasAgent);
      if (container) return `ecs:${lastPart(this.cluster)}_${lastPart(task.taskArn)}_${container.runtimeId}`;
      report(task ? `the task is ${task.lastStatus}` : 'no task yet');
      if (Date.now() > deadline) throw new Failure(await this.#lateness(task));
      await delay(this.pollMs);
    }
  }

  async #find() {
    const { taskArns = [] } = await this.aws.call('ecs', 'list-tasks', [
      ...this.#inCluster(),
      '--service-name',
      lastPart(this.service),
    ]);
    if (taskArns.length === 0) return undefined;
    const { tasks = [] } = await this.aws.call('ecs', 'describe-tasks', [...this.#inCluster(), '--tasks', ...taskArns]);
    return tasks.find(({ lastStatus }) => lastStatus === 'RUNNING') ?? tasks[0];
  }

  async #lateness(task) {
    const { services = [] } = await this.aws.call('ecs', 'describe-services', [
      ...this.#inCluster(),
      '--services',
      this.service,
    ]);
    const event = services[0]?.events?.[0]?.message;
    const state = task ? `the task is ${task.lastStatus}, and its agent is not running` : 'ECS started no task';
    return `The task was not ready in time: ${state}.${event ? ` The last event of the service: ${event}` : ''}`;
  }
}

const hasAgent = ({ runtimeId, managedAgents = [] }) =>
  runtimeId && managedAgents.some(({ name, lastStatus }) => name === AGENT && lastStatus === 'RUNNING');

/** The name in an ARN. */
const lastPart = (value) => value.split('/').at(-1);
