import { App, Stack } from 'aws-cdk-lib';
import { EcommercePlatform, EnvironmentProviderFactory, ServiceCatalogue } from '../../src';
import { countsOf, tableOf } from '../support/alarm-count';

/** The tables of docs/guides/monitoring.md. */
const PHASE_ONE = `| owner | alarms | alarm metrics |
|---|---|---|
| 7 × PostgreSQL instance | 56 | 56 |
| cache | 14 | 16 |
| broker | 6 | 13 |
| search | 17 | 18 |
| NAT gateways | 3 | 3 |
| topic | 1 | 1 |
| rotation of passwords | 28 | 28 |
| **sum** | **125** | **135** |

135 alarm metrics at $0.10 and 10 composite alarms at $0.50 are $18.50 a month; a dashboard is $3 more.`;

const PHASE_TWO = `| owner | alarms | alarm metrics |
|---|---|---|
| 3 × PostgreSQL instance | 24 | 24 |
| 2 × DocumentDB cluster | 14 | 18 |
| 1 × DynamoDB table | 3 | 10 |
| cache | 14 | 16 |
| broker | 6 | 13 |
| search | 17 | 18 |
| NAT gateways | 3 | 3 |
| topic | 1 | 1 |
| rotation of passwords | 28 | 28 |
| **sum** | **110** | **131** |

131 alarm metrics at $0.10 and 8 composite alarms at $0.50 are $17.10 a month; a dashboard is $3 more.`;

function tableIn(catalogue: ServiceCatalogue): string {
  const stack = new Stack(new App(), 'Shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const platform = new EcommercePlatform(stack, 'Platform', {
    provider: EnvironmentProviderFactory.create({ environment: 'production' }),
    catalogue,
  });
  const services = catalogue.services.map(({ name }) => name);
  return tableOf(countsOf(platform, services));
}

test('production with phase one has this number of alarms', () => {
  expect(tableIn(ServiceCatalogue.PHASE_ONE)).toBe(PHASE_ONE);
});

test('production with phase two has this number of alarms', () => {
  expect(tableIn(ServiceCatalogue.PHASE_TWO)).toBe(PHASE_TWO);
});
