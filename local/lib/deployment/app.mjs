// The CDK app that `up` deploys: the folder, and the command that synthesizes it.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from '../cli/failure.mjs';

/** Returns the command of the app in `folder`: `command`, or that of its cdk.json. */
export function appCommand(folder, command) {
  const settings = readSettings(join(folder, 'cdk.json'));
  const found = command ?? settings?.app;
  if (found) return found;
  const problem = settings ? 'The cdk.json in this folder names no app' : `${folder} has no cdk.json`;
  throw new Failure(`${problem}: change to the folder of a CDK app, or give its command with --app.`);
}

function readSettings(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Failure(`${file} is not valid JSON (${error.message}): correct it.`);
  }
}

const QUALIFIER = '@aws-cdk/core:bootstrapQualifier';

/** Returns the qualifier of the resources of `cdk bootstrap` that the app in `folder` names in its context, or undefined. */
export function bootstrapQualifier(folder, context) {
  const chosen = context.findLast((it) => it.startsWith(`${QUALIFIER}=`))?.slice(QUALIFIER.length + 1);
  return chosen ?? readSettings(join(folder, 'cdk.json'))?.context?.[QUALIFIER];
}

/** Whether an app is a folder with templates, which the CLI deploys as they are. */
export const isAssembly = (folder, command) =>
  statSync(resolve(folder, command), { throwIfNoEntry: false })?.isDirectory() ?? false;
