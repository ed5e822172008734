// A stack of the emulator, whose resources have real servers.

import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';

const client = new CloudFormationClient();
const WAIT = { client, minDelay: 1, maxDelay: 1, maxWaitTime: 120 };

/** Deploys a template, and returns its outputs. */
export async function deploy(StackName, template) {
  const Capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'];
  await client.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template), Capabilities }));
  await waitUntilStackCreateComplete(WAIT, { StackName });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  return Object.fromEntries(Stacks[0].Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

export async function destroy(StackName) {
  await client.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete(WAIT, { StackName });
}

/** Returns the servers that the emulator started. */
export async function servers() {
  const response = await fetch(`${process.env.AWS_ENDPOINT_URL}/_emulator/engines`);
  return response.json();
}
