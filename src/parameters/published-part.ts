import { accessData, withTexts } from '../access/access-data';
import type { ISharedPart } from '../access/shared-part';
import type { PublishedValues } from './published-values';

/** Publishes the values that services need of a shared part, whichever services use it. */
export function publishPart(values: PublishedValues, part: ISharedPart): void {
  for (const capability of part.capabilities) {
    // The access of every service has the same references.
    withTexts(accessData(values, part.accessFor({ serviceName: 'service', capability })), (text) =>
      values.publish(text),
    );
  }
  for (const text of part._loginReferences ?? []) {
    values.publish(text);
  }
  for (const group of part.clientSecurityGroups) {
    values.publishProperties(group, 'securityGroupId');
  }
}
