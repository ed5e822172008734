import type { Finding } from '../finding';
import { subjectsOf } from '../judgement';
import { fields } from '../templates/json';
import type { Templates } from '../templates/templates';
import type { Values } from '../templates/values';
import type { Principals } from './principals';

/** Finds services whose workloads administer a search domain: they read and write the indexes of all services. */
export function judgeSearchAdministrators(templates: Templates, values: Values, principals: Principals): Finding[] {
  return templates.ofType('AWS::OpenSearchService::Domain').flatMap(({ properties, template, construct, path }) => {
    const { MasterUserOptions } = fields(properties.AdvancedSecurityOptions);
    return values
      .texts(fields(MasterUserOptions).MasterUserARN, template)
      .flatMap((arn) => principals.find(arn) ?? [])
      .flatMap(subjectsOf)
      .filter(({ service }) => service !== undefined)
      .map(
        ({ label }): Finding => ({
          rule: 'FineGrainedAccess',
          subject: label,
          object: 'search',
          description: `${label} reaches all indexes of ${path}, which it was not given: its role is the master user of the domain.`,
          fix: 'Make a role the master user that no workload has.',
          construct,
          path,
        }),
      );
  });
}
