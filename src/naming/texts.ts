import type { IConstruct } from 'constructs';
import { stackPath } from './stack-path';

/** The path of a construct from its stack on, as part of a description, a display name or a tag. */
export function pathText(construct: IConstruct): string {
  return plainText(stackPath(construct).join('/'));
}

/**
 * Returns text as every AWS service accepts it in a description: ASCII, within the alphabet of the descriptions of
 * security groups, and so short that the text around it fits into 100 characters, the limit of the display name of a
 * topic.
 */
export function plainText(text: string): string {
  const ascii = text.replace(/[^A-Za-z0-9 ._:/@+=-]/g, '-');
  return ascii.length <= MAX_LENGTH ? ascii : `${ascii.slice(0, HALF)}${CUT}${ascii.slice(-HALF)}`;
}

const MAX_LENGTH = 79;
const CUT = '...';
const HALF = (MAX_LENGTH - CUT.length) / 2;
