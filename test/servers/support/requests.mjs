// Sends a handler the requests of CloudFormation, and receives its answers on loopback.

import { createServer } from 'node:http';

/** Where a handler answers. `failures` is the number of answers that get status 500. */
export class AnswerAddress {
  failures = 0;
  #waiting = new Map();
  #server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (this.failures > 0) {
      this.failures -= 1;
      response.writeHead(500).end();
    } else {
      response.end();
      this.#waiting.get(request.url)?.(JSON.parse(body));
    }
  });

  async listen() {
    await new Promise((listening) => this.#server.listen(0, '127.0.0.1', listening));
  }

  close() {
    this.#server.close();
  }

  /** Returns the event for a request, and the answer to it. */
  expect(RequestType, logicalId, ResourceProperties, PhysicalResourceId) {
    const path = `/${this.#waiting.size}`;
    const answer = new Promise((answered) => this.#waiting.set(path, answered));
    const event = {
      RequestType,
      ResponseURL: `http://127.0.0.1:${this.#server.address().port}${path}`,
      StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/platform/1',
      RequestId: path,
      LogicalResourceId: logicalId,
      PhysicalResourceId,
      ResourceProperties,
    };
    return { event, answer };
  }

  /** Takes a request to the handler, and returns the answer. */
  async send(handler, ...request) {
    const { event, answer } = this.expect(...request);
    await handler(event, context());
    return answer;
  }
}

/** Lambda's context of an invocation that may take a minute longer than the answer. */
export const context = (milliseconds = 100_000) => {
  const end = Date.now() + milliseconds;
  return { getRemainingTimeInMillis: () => end - Date.now() };
};
