import { type Assets, OTHERS } from '../assets';
import type { Finding } from '../finding';
import { isGiven } from '../services';
import { covers, overlap, readable, UNKNOWN } from '../templates/placeholders';
import { nounOf, reachingActions } from './actions';
import { decide } from './conditions';
import { callerOf } from './evaluation';
import type { Principal, Principals } from './principals';
import type { Statement } from './statements';

/** The kinds of resources that hold the data of services. */
const DATA = ['secretsmanager', 'kms', 'dynamodb', 's3', 'sqs', 'sns', 'es', 'ssm', 'rds', 'rds-db', 'lambda'];

/**
 * Finds resources that are in no template, that a workload may reach, and that its service was not given: they may belong
 * to another service, in another app.
 */
export function judgeOutside(principals: Principals, assets: Assets): Finding[] {
  return principals.all
    .filter(({ services }) => services.size > 0)
    .flatMap((principal) =>
      principal.statements
        .filter((statement) => statement.isAllow && decide(statement.conditions, callerOf(principal)) !== false)
        .flatMap((statement) => outsideOf(statement, principal, assets)),
    );
}

function outsideOf(statement: Statement, principal: Principal, assets: Assets): Finding[] {
  const resources = statement.isNotResource ? [] : statement.resources;
  return resources.flatMap((arn) => {
    const service = arn.split(':')[2] ?? '';
    if (!DATA.includes(service) || arn.includes(UNKNOWN)) {
      return [];
    }
    const actions = isKnown(arn, service, assets) ? [] : reachingActions(statement, service);
    return [...principal.services]
      .filter((own) => actions.some((action) => !isGiven(own, action, arn, covers)))
      .map(({ name }): Finding => {
        const { path, construct } = statement.resource;
        return {
          rule: 'Unknown',
          subject: name,
          object: readable(arn),
          description:
            `${name} may reach a ${nounOf(service)} of another service with ${actions[0]}: ${statement.place} of ${path} allows ` +
            `it on ${readable(arn)}, and no stack of the app contains all that this names.`,
          fix: 'Name a resource of the app, or check that the resource belongs to the service.',
          construct,
          path,
        };
      });
  });
}

/** Whether everything that a pattern can name is in the app: one resource, or what one resource contains. */
function isKnown(pattern: string, service: string, assets: Assets): boolean {
  return /[*?]/.test(pattern)
    ? assets
        .of(service)
        .some(({ arn, owner }) => pattern.startsWith(arn) || (owner === OTHERS && overlap(pattern, arn)))
    : assets.of(service).some(({ probes }) => probes.some((probe) => overlap(pattern, probe)));
}
