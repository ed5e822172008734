import { repeat, type WorkTime } from '../work-time';
import type { AssumedRoles } from './assumed-roles';
import { type Domain, DomainError } from './domain';

/** The administrator of a domain, whose role the function assumes. */
export class Administrator {
  constructor(
    private readonly domain: Domain,
    private readonly roles: AssumedRoles,
    private readonly adminRoleArn: string,
    private readonly time: WorkTime,
  ) {}

  /** Returns what a path has; undefined if it does not exist. */
  public get(path: string, patienceMs = PATIENCE_MS): Promise<unknown> {
    return this.repeated(this.adminRoleArn, { method: 'GET', path }, patienceMs);
  }

  public async put(path: string, body: object): Promise<void> {
    await this.repeated(this.adminRoleArn, { method: 'PUT', path, body }, PATIENCE_MS);
  }

  /** Does nothing if the path does not exist. */
  public async delete(path: string, patienceMs: number): Promise<void> {
    await this.repeated(this.adminRoleArn, { method: 'DELETE', path }, patienceMs);
  }

  /** Asks as another role until the answer is accepted: a new right takes a moment to reach every node. */
  public async getAs(roleArn: string, path: string, requireAccepted: (answer: unknown) => void): Promise<void> {
    await this.repeated(roleArn, { method: 'GET', path }, PATIENCE_MS, requireAccepted);
  }

  private repeated(
    roleArn: string,
    request: Parameters<Domain['send']>[1],
    patienceMs: number,
    requireAccepted: (answer: unknown) => void = () => undefined,
  ): Promise<unknown> {
    const isPassing = (error: unknown) => error instanceof DomainError && error.isPassing;
    return repeat(this.time, { isPassing, patienceMs }, async () => {
      const answer = await this.domain.send(await this.roles.credentialsOf(roleArn), request);
      requireAccepted(answer);
      return answer;
    });
  }
}

/** As long as a role takes to be known everywhere, or a domain to be reachable while its nodes are replaced. */
const PATIENCE_MS = 120_000;
