import { aws_ssm as ssm } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The endpoint that a session forwards a port to. */
export interface SessionEndpoint {
  readonly name: string;
  readonly host: string;
  readonly port: string;
}

/**
 * Creates a document of Session Manager that forwards a local port to one endpoint. Host and port are part of the document:
 * with the document of AWS, which takes them as parameters, a person could reach everything that the task reaches.
 *
 * It has a name of its own, so that policies and the command name it as text. CloudFormation updates it by a new version,
 * because it cannot replace a document with a name.
 */
export function createSessionDocument(
  scope: Construct,
  id: string,
  { name, host, port }: SessionEndpoint,
): ssm.CfnDocument {
  return new ssm.CfnDocument(scope, id, {
    name,
    documentType: 'Session',
    documentFormat: 'JSON',
    updateMethod: 'NewVersion',
    content: {
      schemaVersion: '1.0',
      description: 'Forwards a local port to one endpoint',
      sessionType: 'Port',
      parameters: {
        localPortNumber: {
          type: 'String',
          description: 'The local port; 0 chooses a free one',
          allowedPattern: PORT,
          default: '0',
        },
      },
      properties: {
        type: 'LocalPortForwarding',
        host,
        portNumber: port,
        localPortNumber: '{{ localPortNumber }}',
      },
    },
  });
}

/** A port from 0 to 65535. */
const PORT = '^([0-9]|[1-9][0-9]{1,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$';
