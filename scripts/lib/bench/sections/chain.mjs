// How long a deployment takes at least: the chain of resources that CloudFormation creates one after the other.

import { longestChain } from '../dependency-chain.mjs';
import { compared } from '../figures.mjs';
import { platformTemplate } from './content.mjs';

const chainText = (resources) => `The chain: ${resources.map(({ type }) => type).join(', ')}.`;

export const chain = {
  name: 'chain',
  title: 'The longest chain of dependencies',
  async measure({ installations: [installation] }) {
    const { minutes, resources, slowest } = longestChain(await platformTemplate(installation, 'library'));
    const figure = compared('creation of the longest chain, against the slowest resource', {
      ours: minutes,
      reference: slowest.minutes,
      unit: 'min',
      atMost: 1.1,
    });
    return { figures: [{ on: installation.on, ...figure }], text: chainText(resources) };
  },
};
