// What one more service costs: in one stack, and in a stack each.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compared, measured } from '../figures.mjs';
import { leastOf, runProgram } from '../runs.mjs';
import { inTemporaryFolder } from '../temporary-folder.mjs';
import { costs } from './platform.mjs';

export const marginal = {
  name: 'marginal',
  title: 'One more service in one stack',
  async measure({ installations, times }, report) {
    const figures = [];
    for (const { on, folder } of installations) {
      const { library, 'by-hand': byHand } = await curves([7, 107], ['library', 'by-hand'], {
        times,
        report,
        request: { installation: folder, beyondLimits: true },
      });
      figures.push({ on, ...compared('a service, from 7 to 107', milliseconds(slope(library), slope(byHand))) });
    }
    return { figures };
  },
};

export const scale = {
  name: 'scale',
  title: 'A stack for each service',
  async measure({ installations: [{ on, folder }], times }, report) {
    const [ours, byHand] = ['library-service-stacks', 'by-hand-service-stacks'];
    const runs = { times, report, request: { installation: folder } };
    const programs = await curves([50, 150, 300], [ours, byHand], runs);
    const { library: seven } = await curves([7], ['library'], runs);
    const { platform, service } = await largestStacks(folder, report);
    const figures = [
      ...totals(programs[ours], programs[byHand]),
      ...growth(programs[ours], programs[byHand]),
      compared('memory of 300, against seven in one stack', {
        ours: programs[ours].at(-1).maxRss,
        reference: seven[0].maxRss,
        unit: 'MB',
        atMost: 3,
      }),
      measured("resources of the platform's stack", { ours: platform.resources, atMost: 125 }),
      measured("most resources of a service's stack", { ours: service.resources, atMost: 40 }),
      measured("most parameters of a service's stack", { ours: service.parameters, atMost: 10 }),
    ];
    return {
      figures: figures.map((figure) => ({ on, ...figure })),
      curves: [
        { name: `the library, ${service.resources} resources a service`, points: programs[ours] },
        { name: 'by hand, 5 resources a service', points: programs[byHand] },
      ],
    };
  },
};

function totals(ours, byHand) {
  return ours.map(({ services, both }, index) => ({
    ...compared(`${services} services`, { ours: both, reference: byHand[index].both, unit: 's' }),
  }));
}

/** What one more service costs, against by hand, and whether it costs more when there are many. */
function growth(ours, byHand) {
  const [first, middle, last] = ours;
  return [
    compared('a service, against five resources by hand', { ...milliseconds(slope(ours), slope(byHand)), atMost: 4.5 }),
    compared(
      `a service from ${middle.services} to ${last.services}, against from ${first.services} to ${middle.services}`,
      {
        ...milliseconds(slope([middle, last]), slope([first, middle])),
        atMost: 1.2,
      },
    ),
  ];
}

/** The points of each program: its costs for each number of services. */
async function curves(counts, programs, { times, report, request }) {
  const points = {};
  for (const services of counts) {
    const jobs = Object.fromEntries(
      programs.map((program) => [program, () => costs({ ...request, program, services })]),
    );
    const least = await leastOf(times, jobs, (text) => report(`${services} services, ${text}`));
    for (const program of programs) points[program] = [...(points[program] ?? []), { services, ...least[program] }];
  }
  return points;
}

/** Seconds for each more service, between the first point and the last. */
function slope(points) {
  const [first, last] = [points[0], points.at(-1)];
  return (last.both - first.both) / (last.services - first.services);
}

/** The size of the platform's stack with 300 services, and of the largest stack of a service. */
function largestStacks(installation, report) {
  report('reading the templates');
  return inTemporaryFolder(async (output) => {
    await runProgram({ installation, program: 'library-service-stacks', services: 300, output, keepOutput: true });
    const sizes = readdirSync(output)
      .filter((name) => name.endsWith('.template.json'))
      .map((name) => ({ name, ...size(JSON.parse(readFileSync(join(output, name), 'utf8'))) }));
    const services = sizes.filter(({ name }) => name !== 'Shop.template.json');
    return {
      platform: sizes.find(({ name }) => name === 'Shop.template.json'),
      service: {
        resources: Math.max(...services.map(({ resources }) => resources)),
        parameters: Math.max(...services.map(({ parameters }) => parameters)),
      },
    };
  });
}

/** The bootstrap version of the CDK is not a parameter of ours. */
function size({ Resources, Parameters: { BootstrapVersion: _, ...parameters } = {} }) {
  return { resources: Object.keys(Resources).length, parameters: Object.keys(parameters).length };
}

const milliseconds = (ours, byHand) => ({ ours: ours * 1000, reference: byHand * 1000, unit: 'ms' });
