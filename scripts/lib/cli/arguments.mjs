// The environments and catalogues of the example app, which the commands take as options.

import { oneOf } from '../../../local/lib/cli/arguments.mjs';

export const ENVIRONMENTS = ['local', 'development', 'staging', 'production'];
/** The catalogues in examples/typescript/catalogues.ts. */
export const CATALOGUES = ['phase-one', 'phase-two', 'mixed'];

export const parseEnvironment = (value = 'local') => oneOf('environment', ENVIRONMENTS, value);

export const parseCatalogue = (value) => oneOf('catalogue', CATALOGUES, value);

/** Returns a catalogue in which each of the engines has a server. */
export const catalogueFor = (engines) => (engines.includes('ferretdb') ? 'phase-two' : 'phase-one');
