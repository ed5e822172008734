// How long a deployment takes at least: the chain of resources that CloudFormation creates one after the other.

import { longestChain } from '../dependency-chain.mjs';
import { compared } from '../figures.mjs';
import { platformTemplate } from './content.mjs';

/** The chain, and what the result depends on. */
function describe({ minutes, resources, slowest }) {
  const others = (minutes - slowest.minutes).toFixed(1);
  return (
    `The chain: ${resources.map(({ type }) => type).join(', ')}. The times are assumptions, in ` +
    `scripts/lib/bench/creation-times.mjs: with them, the chain takes ${others} minutes more than its slowest resource. A new ` +
    'account adds up to three minutes, until its service-linked role can be used.'
  );
}

export const chain = {
  name: 'chain',
  title: 'The longest chain of dependencies',
  async measure({ installations: [installation] }) {
    const longest = longestChain(await platformTemplate(installation, 'library'));
    const figure = compared('creation of the longest chain, against the slowest resource', {
      ours: longest.minutes,
      reference: longest.slowest.minutes,
      unit: 'min',
      atMost: 1.1,
    });
    return { figures: [{ on: installation.on, ...figure }], text: describe(longest) };
  },
};
