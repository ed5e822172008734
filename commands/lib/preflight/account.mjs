// The account itself: its bootstrap stack, its service-linked role, and its credentials.

import { couldNotLook, ok, problem } from './look.mjs';

/** `cdk rollback` needs it, with which a failed first deployment is removed. */
const ROLLBACK_VERSION = 23;
const SEARCH_ROLE = 'AWSServiceRoleForAmazonOpenSearchService';

/** Compares the account of the credentials with those of the stacks. */
export function checkAccount(look, account) {
  const others = look.stacks.filter((stack) => stack.account && stack.account !== account);
  if (others.length === 0) return [ok('account', account)];
  const names = others.map(({ name, account: own }) => `${name} is for ${own}`);
  return [problem('account', `the credentials are of ${account}, and ${names.join(', ')}`, 'choose another profile')];
}

export async function checkBootstrap(look) {
  const check = 'bootstrap stack';
  const parameters = [...new Set(look.stacks.flatMap(({ bootstrap }) => bootstrap.parameter ?? []))];
  const needed = Math.max(ROLLBACK_VERSION, ...look.stacks.map(({ bootstrap }) => bootstrap.version ?? 0));
  const todo = 'run `npx cdk bootstrap` for the account and region';
  return Promise.all(
    parameters.map(async (name) => {
      try {
        const version = Number((await look.call('ssm', 'get-parameter', ['--name', name])).Parameter.Value);
        const found = `version ${version}, ${needed} needed`;
        return version >= needed ? ok(check, found) : problem(check, found, todo);
      } catch (error) {
        if (error.code !== 'ParameterNotFound') return couldNotLook(check, error.message);
        return problem(check, `the parameter ${name} does not exist`, todo);
      }
    }),
  );
}

/** A domain in a VPC needs the role. The stack of the library creates it, unless it is told to use an existing one. */
export async function checkServiceLinkedRole(look) {
  if (look.missing('AWS::OpenSearchService::Domain').length === 0) return [];
  const check = 'service-linked role of OpenSearch Service';
  const [custom] = look.ofType('Custom::OpenSearchServiceLinkedRole');
  try {
    await look.call('iam', 'get-role', ['--role-name', SEARCH_ROLE]);
    return [ok(check, 'it exists')];
  } catch (error) {
    if (error.code !== 'NoSuchEntity') return [couldNotLook(check, error.message)];
    if (custom?.properties.Mode === 'ensure') return [ok(check, 'it does not exist, and the stack creates it')];
    const todo = 'run `aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com`';
    return [problem(check, 'it does not exist', todo)];
  }
}
