// The read-only calls of the checks.

/** The most calls at the same time. Each starts a process of the AWS CLI. */
const PARALLEL = 4;

/** What the checks share: the resources of the templates, and the answers of AWS. */
export class Look {
  #answers = new Map();
  #free = PARALLEL;
  #waiting = [];

  constructor(aws, { stacks, deployed = new Map() }) {
    Object.assign(this, { aws, stacks, deployed });
    this.resources = stacks.flatMap(({ resources }) => resources);
  }

  /** Calls an operation once, also if several checks need its answer. */
  call(service, operation, args = []) {
    const id = JSON.stringify([service, operation, args]);
    if (!this.#answers.has(id))
      this.#answers.set(
        id,
        this.#limited(() => this.aws.call(service, operation, args)),
      );
    return this.#answers.get(id);
  }

  async #limited(work) {
    if (this.#free === 0) await new Promise((resolve) => this.#waiting.push(resolve));
    else this.#free--;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }

  ofType(...types) {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /** Returns whether the deployed stack has the resource: its name is then in use by itself. */
  isDeployed({ stack, parent = [], id, type }) {
    return this.deployed.get([stack, ...parent, id].join('/'))?.type === type;
  }

  missing(...types) {
    return this.ofType(...types).filter((resource) => !this.isDeployed(resource));
  }
}

export const ok = (check, found) => ({ check, result: 'ok', found, todo: '' });
export const problem = (check, found, todo) => ({ check, result: 'problem', found, todo });
export const couldNotLook = (check, found, todo = '') => ({ check, result: 'could not look', found, todo });

/** Returns the resources of deployed stacks, by the path of their logical ids. */
export async function deployedResources(aws, stacks) {
  const found = new Map();
  await Promise.all(stacks.map(({ name }) => addStack(aws, found, name, name)));
  return found;
}

async function addStack(aws, found, nameOrId, path) {
  const { StackResourceSummaries = [] } = await existing(aws, nameOrId);
  const present = StackResourceSummaries.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE');
  for (const { LogicalResourceId, ResourceType, PhysicalResourceId } of present) {
    if (PhysicalResourceId) found.set(`${path}/${LogicalResourceId}`, { type: ResourceType, name: PhysicalResourceId });
  }
  const nested = present.filter((it) => it.ResourceType === 'AWS::CloudFormation::Stack' && it.PhysicalResourceId);
  await Promise.all(nested.map((it) => addStack(aws, found, it.PhysicalResourceId, `${path}/${it.LogicalResourceId}`)));
}

async function existing(aws, stack) {
  try {
    return await aws.call('cloudformation', 'list-stack-resources', ['--stack-name', stack]);
  } catch (error) {
    if (error.code === 'ValidationError') return {}; // a stack that is not deployed
    throw error;
  }
}
