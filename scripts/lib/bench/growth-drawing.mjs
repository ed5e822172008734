// Draws how the time of a run grows with the number of services.

import { circle, label, line, PADDING, svg } from '../documentation/svg.mjs';

const WIDTH = 560;
const HEIGHT = 300;
const LEFT = PADDING + 40;
const TOP = PADDING + 24;
const NAMES = 210;

/** Returns an SVG of curves, each with a name and points: the services, and the seconds. */
export function drawGrowth(curves) {
  const points = curves.flatMap((curve) => curve.points);
  const mostServices = Math.max(...points.map(({ services }) => services));
  const seconds = ticks(Math.max(...points.map(({ both }) => both)));
  const x = (services) => LEFT + (services / mostServices) * WIDTH;
  const y = (value) => TOP + HEIGHT - (value / seconds.at(-1)) * HEIGHT;

  const counts = [...new Set(points.map(({ services }) => services))].sort((one, other) => one - other);
  const elements = [
    label('faint', LEFT, TOP - 14, 'CPU seconds of construction and synthesis'),
    line(`M${LEFT} ${TOP}V${y(0)}H${x(mostServices)}`),
    ...seconds.map((value) => label('faint end', LEFT - 8, y(value) + 4, String(value))),
    ...counts.map((services) => label('faint middle', x(services), y(0) + 20, `${services} services`)),
    ...curves.flatMap(({ name, points }, index) => [
      line(`M${points.map(({ services, both }) => `${round(x(services))} ${round(y(both))}`).join('L')}`),
      ...points.map(({ services, both }) =>
        circle(index === 0 ? 'dot' : 'dot empty', round(x(services)), round(y(both))),
      ),
      label('strong', x(mostServices) + 12, round(y(points.at(-1).both)) + 4, name),
    ]),
  ];
  return svg({
    width: LEFT + WIDTH + NAMES + PADDING,
    height: TOP + HEIGHT + 28 + PADDING,
    title: 'How the time of a run grows with the number of services',
    description: curves.map(describe).join(' '),
    elements,
  });
}

/** Whole seconds from 0 to at least `most`, at most six of them. */
function ticks(most) {
  const step = Math.ceil(most / 5);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

const round = (value) => Math.round(value * 10) / 10;

const describe = ({ name, points }) =>
  `${name}: ${points.map(({ services, both }) => `${both.toFixed(1)} seconds with ${services} services`).join(', ')}.`;
