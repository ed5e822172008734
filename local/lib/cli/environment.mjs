// The environment of the child processes. It is built from a list of the variables that may pass, because a shell has any
// number of others that change what a program does: NODE_ENV, NODE_OPTIONS, PYTHONPATH, PIP_TARGET, AWS_PROFILE.

import { delimiter, dirname } from 'node:path';

/** The run that holds the lock of the clone passes its process id to the commands that it starts. */
export const RUN_VARIABLE = 'ECOMMERCE_RUN';

/** The user, the folders, the language and the terminal; LD_LIBRARY_PATH, because some builds of Python need it. */
const MACHINE = /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TERM|CI|TMPDIR|XDG_\w+|LD_LIBRARY_PATH)$/;

/** Proxies and certificates. */
const NETWORK =
  /^((HTTP|HTTPS|ALL|NO)_PROXY|NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|(NIX_)?SSL_CERT_(FILE|DIR)|(CURL|REQUESTS)_CA_BUNDLE)$/i;

/** Where npm and pip find packages and keep them, and how they connect; in npm also the settings of a scope or host. */
const NPM =
  /^npm_config_(registry|cache|userconfig|globalconfig|(https?_)?proxy|noproxy|ca|cafile|strict_ssl|fetch_\w+|(prefer_)?offline|(@|\/\/).+)$/i;
const PIP =
  /^PIP_((EXTRA_)?INDEX_URL|NO_INDEX|FIND_LINKS|TRUSTED_HOST|PROXY|(CLIENT_)?CERT|CACHE_DIR|CONFIG_FILE|(DEFAULT_)?TIMEOUT|RETRIES|KEYRING_PROVIDER)$/;
const MAVEN = /^(JAVA_HOME|JAVA_TOOL_OPTIONS|M2_HOME|MAVEN_(HOME|OPTS|ARGS))$/;

/** Version managers, whose programs on the path choose a version. */
const VERSION_MANAGERS = /^(ASDF|FNM|JENV|MISE|NODENV|NVM|PYENV|SDKMAN|VOLTA)_/;

const LOCAL = [MACHINE, VERSION_MANAGERS, new RegExp(`^${RUN_VARIABLE}$`)];
const PASSED = [...LOCAL, NETWORK, NPM, PIP, MAVEN];

/** Settings that the user's .npmrc and pip.conf may contradict, and without which an installation would lack packages. */
const INSTALLERS = {
  npm_config_include: 'dev\n\noptional\n\npeer',
  npm_config_bin_links: 'true',
  npm_config_dry_run: 'false',
  npm_config_global: 'false',
  npm_config_location: 'project',
  npm_config_package_lock_only: 'false',
  npm_config_install_strategy: 'hoisted',
  PIP_USER: '0',
};

/** Returns the environment of a child process of a script whose own environment is `env`. */
export function childEnvironment(env) {
  return { ...only(env, PASSED), ...INSTALLERS };
}

/** Returns that of a process that uses no network but loopback: without proxies, certificates and registries. */
export function localEnvironment(env) {
  return only(env, LOCAL);
}

/**
 * Settings that a program of the user must not get: those of AWS and the CDK, which could lead it to a real account, and
 * proxies, through which nothing on loopback is reached. npm sets the others for the command that it runs.
 */
const NOT_FOR_PROGRAMS = /^(AWS_.*|CDK_(?!DOCKER$).*|(HTTP|HTTPS|ALL|NO)_PROXY|npm_.*|INIT_CWD)$/i;

/** Returns the environment of a program of the user: that of the user's shell, without settings that would harm it. */
export function programEnvironment(env) {
  const own = Object.entries(env).filter(([name]) => !NOT_FOR_PROGRAMS.test(name) && name !== RUN_VARIABLE);
  return { ...Object.fromEntries(own), ...only(env, [NPM]) };
}

/** Returns the user's home directory and proxies, for a program that downloads packages. */
export const downloadEnvironment = (env) => only(env, [/^HOME$/, /^(HTTP|HTTPS|ALL|NO)_PROXY$/i]);

function only(env, patterns) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => patterns.some((pattern) => pattern.test(name))));
}

/** Puts the Node that runs this script first on the path, for programs without the user's settings of a version manager. */
export const withThisNode = (env) => ({ ...env, PATH: [dirname(process.execPath), env.PATH].join(delimiter) });
