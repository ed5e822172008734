import { accessData, withTexts } from '../access/access-data';
import type { ISharedPart } from '../access/shared-part';
import type { PublishedValues } from './published-values';

/** Publishes the values that services need of a shared part, whichever services use it. */
export function publishPart(values: PublishedValues, part: ISharedPart): void {
  const publish = (text: string) => values.publish(text);
  if (part._publish) {
    part._publish(publish);
  } else {
    for (const capability of part.capabilities) {
      // The access of every service has the same references.
      withTexts(accessData(values, part.accessFor({ serviceName: 'service', capability })), publish);
    }
  }
  for (const group of part.clientSecurityGroups) {
    values.publishProperties(group, 'securityGroupId');
  }
}
