// The environment → what the process needs, checked once at start. No other module reads variables.
// Invariants: every problem is told at once, by name, with what to do; no value of a secret is ever in a message;
// a blank variable is an absent one, and a wrong one is never replaced by its default.

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { withoutEnd } from './core/ends.ts';
import { UserFault } from './core/faults.ts';
import { Secret } from './secret.ts';

interface Variable {
  readonly name: string;
  readonly about: string;
  /** What holds when it is absent; null when that is nothing. */
  readonly fallback: string | null;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const ROLES = ['all', 'server', 'worker'] as const;
const STAGES = ['production', 'development', 'test'] as const;

/** Every variable CLOS reads, in the order of `.env.example`; a test compares the two. */
export const VARIABLES = [
  { name: 'APP_ID', about: 'ID of the GitHub App, from its settings page.', fallback: null },
  { name: 'PRIVATE_KEY', about: 'Its private key: PEM, PEM with \\n, or base64 of PEM.', fallback: null },
  { name: 'PRIVATE_KEY_PATH', about: 'Or the file that holds the private key.', fallback: null },
  {
    name: 'WEBHOOK_SECRET',
    about: 'Its webhook secret; make one with: openssl rand -hex 32',
    fallback: null,
  },
  {
    name: 'GITHUB_API_URL',
    about: 'Where the API of GitHub is; for GitHub Enterprise Server https://HOST/api/v3',
    fallback: 'https://api.github.com',
  },
  {
    name: 'DATABASE_URL',
    about: 'PostgreSQL, as postgres://USER:PASSWORD@HOST/NAME; without it CLOS runs its own.',
    fallback: null,
  },
  { name: 'CLOS_DATA_DIR', about: 'Where its own PostgreSQL keeps the data.', fallback: '.clos-data' },
  { name: 'CLOS_ROLE', about: 'What this process does: all, server or worker.', fallback: 'all' },
  { name: 'HOST', about: 'Address to listen on; 0.0.0.0 in production.', fallback: '127.0.0.1' },
  { name: 'PORT', about: 'Port to listen on, 0 to 65535; 0 takes any that is free.', fallback: '3000' },
  {
    name: 'SETUP_HOST',
    about:
      'Public name of the set-up pages, if not this machine itself; without it they answer on 127.0.0.1 only.',
    fallback: null,
  },
  {
    name: 'WEBHOOK_PROXY_URL',
    about: 'Public address of POST /api/github/webhooks, offered by the set-up pages.',
    fallback: null,
  },
  { name: 'LOG_LEVEL', about: 'fatal, error, warn, info, debug, trace or silent.', fallback: 'info' },
  { name: 'NODE_ENV', about: 'production, development or test.', fallback: 'development' },
] as const satisfies readonly Variable[];

type Name = (typeof VARIABLES)[number]['name'];

interface Credentials {
  readonly appId: number;
  /** PEM of an RSA key. */
  readonly privateKey: Secret;
  readonly webhookSecret: Secret;
}

type Database =
  | { readonly kind: 'external'; readonly url: Secret }
  | { readonly kind: 'embedded'; readonly dataDir: string };

export interface Env {
  /** Null when none is set and this is not production: then the app is still to be registered. */
  readonly credentials: Credentials | null;
  /** Without a slash at the end. */
  readonly githubApiUrl: string;
  readonly database: Database;
  readonly role: (typeof ROLES)[number];
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Of the set-up pages: the public name under which they answer, and the webhook address they offer. */
  readonly setup: { readonly host: string | null; readonly webhookUrl: string | null };
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly production: boolean;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/** Throws UserFault `env`, whose message has one line for each problem. */
export function readEnv(variables: Variables): Env {
  const reading = new Reading(variables);
  const production = reading.oneOf('NODE_ENV', STAGES) === 'production';
  const role = reading.oneOf('CLOS_ROLE', ROLES);
  const env: Env = {
    credentials: credentials(reading, production),
    githubApiUrl: githubApiUrl(reading, production),
    database: database(reading, role),
    role,
    host: host(reading, production),
    port: port(reading),
    setup: { host: setupHost(reading), webhookUrl: reading.get('WEBHOOK_PROXY_URL') },
    logLevel: reading.oneOf('LOG_LEVEL', LOG_LEVELS),
    production,
  };
  reading.end();
  return env;
}

/** Collects problems; what is returned next to one is a placeholder that end() keeps from use. */
class Reading {
  readonly #variables: Variables;
  readonly #problems: string[] = [];

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  get(name: Name): string | null {
    const value = this.#variables[name];
    return value === undefined || value.trim() === '' ? null : value;
  }

  getOrFallback(name: Name): string {
    return this.get(name) ?? VARIABLES.find((variable) => variable.name === name)?.fallback ?? '';
  }

  oneOf<T extends string>(name: Name, allowed: readonly [T, ...T[]]): T {
    const value = this.getOrFallback(name);
    const known = allowed.find((word) => word === value);
    if (known === undefined)
      this.refuse(name, 'is not a word CLOS knows', `Set it to ${EITHER.format(allowed)}.`);
    return known ?? allowed[0];
  }

  refuse(name: Name, what: string, mend: string): null {
    this.#problems.push(`${name} ${what}. ${mend}`);
    return null;
  }

  end(): void {
    const count = this.#problems.length;
    if (count === 0) return;
    const title = count === 1 ? 'The environment has a problem:' : `The environment has ${count} problems:`;
    const mend = 'Set them in the environment or in the file .env; .env.example lists every variable.';
    throw new UserFault('env', [title, ...this.#problems].join('\n- '), mend);
  }
}

const EITHER = new Intl.ListFormat('en', { type: 'disjunction' });

function credentials(reading: Reading, production: boolean): Credentials | null {
  const names: readonly Name[] = ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'];
  if (!production && names.every((name) => reading.get(name) === null)) return null;
  const id = appId(reading);
  const key = privateKey(reading);
  const secret = webhookSecret(reading, production);
  if (id === null || key === null || secret === null) return null;
  return { appId: id, privateKey: new Secret(key), webhookSecret: new Secret(secret) };
}

function appId(reading: Reading): number | null {
  const text = reading.get('APP_ID');
  const mend = 'Set it to the App ID on the settings page of your GitHub App, such as 123456.';
  if (text === null) return reading.refuse('APP_ID', 'is missing', mend);
  const id = Number(text);
  if (/^\s*\d+\s*$/.test(text) && Number.isSafeInteger(id) && id > 0) return id;
  return reading.refuse('APP_ID', 'is not a positive whole number', mend);
}

function webhookSecret(reading: Reading, production: boolean): string | null {
  const secret = reading.get('WEBHOOK_SECRET');
  const mend =
    'Make one with `openssl rand -hex 32`, and set it here and on the settings page of your GitHub App.';
  if (secret === null) return reading.refuse('WEBHOOK_SECRET', 'is missing', mend);
  if (production && secret.length < 16) {
    return reading.refuse('WEBHOOK_SECRET', 'is shorter than 16 characters', mend);
  }
  return secret;
}

const KEY_MEND =
  'Use the .pem file that "Generate a private key" on the settings page of your GitHub App gives you.';

function privateKey(reading: Reading): string | null {
  const text = reading.get('PRIVATE_KEY');
  const path = reading.get('PRIVATE_KEY_PATH');
  if (text !== null && path !== null) {
    return reading.refuse('PRIVATE_KEY', 'and PRIVATE_KEY_PATH are both set', 'Unset one of them.');
  }
  if (text !== null) return rsaPem(reading, 'PRIVATE_KEY', text);
  if (path !== null) return keyFromFile(reading, path);
  return reading.refuse('PRIVATE_KEY', 'is missing, and so is PRIVATE_KEY_PATH', KEY_MEND);
}

/** The path is not repeated: people paste keys into the wrong variable. */
function keyFromFile(reading: Reading, path: string): string | null {
  try {
    return rsaPem(reading, 'PRIVATE_KEY_PATH', readFileSync(path, 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const mend = 'Set it to a file that this process may read.';
    return reading.refuse('PRIVATE_KEY_PATH', `names a file that cannot be read (${code})`, mend);
  }
}

function rsaPem(reading: Reading, name: Name, text: string): string | null {
  const pem = pemIn(text) ?? pemIn(Buffer.from(text, 'base64').toString('latin1'));
  if (pem === null) return reading.refuse(name, 'holds no PEM, nor base64 of one', KEY_MEND);
  const key = keyIn(pem);
  if (key === null) return reading.refuse(name, 'holds a PEM that is no readable private key', KEY_MEND);
  if (key.asymmetricKeyType === 'rsa') return pem;
  return reading.refuse(name, 'holds a key that is not RSA; GitHub uses RSA', KEY_MEND);
}

const pemIn = (text: string): string | null =>
  text.includes('-----BEGIN ') ? text.replaceAll('\\n', '\n').trim() : null;

function keyIn(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

function githubApiUrl(reading: Reading, production: boolean): string {
  const text = reading.getOrFallback('GITHUB_API_URL');
  const url = URL.parse(text);
  const mend = 'Set it to an address such as https://api.github.com or https://HOST/api/v3.';
  if (url === null || !/^https?:$/.test(url.protocol)) {
    reading.refuse('GITHUB_API_URL', 'is not an http(s) address', mend);
  } else if (url.username || url.password || url.search || url.hash) {
    reading.refuse('GITHUB_API_URL', 'has more than host and path', mend);
  } else if (url.protocol === 'http:' && production && !isLoopback(url.hostname)) {
    reading.refuse('GITHUB_API_URL', 'would send tokens without encryption', 'Use https in production.');
  }
  return withoutEnd(text.trim(), '/');
}

const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

function database(reading: Reading, role: Env['role']): Database {
  const url = reading.get('DATABASE_URL');
  const mend = 'Set it to an address such as postgres://USER:PASSWORD@HOST:5432/NAME.';
  if (url === null) {
    if (role !== 'all') {
      reading.refuse('DATABASE_URL', `is needed for CLOS_ROLE=${role}: several processes share it`, mend);
    }
    return { kind: 'embedded', dataDir: reading.getOrFallback('CLOS_DATA_DIR') };
  }
  if (!/^postgres(ql)?:$/.test(URL.parse(url)?.protocol ?? '')) {
    reading.refuse('DATABASE_URL', 'is not the address of a PostgreSQL database', mend);
  }
  return { kind: 'external', url: new Secret(url) };
}

function host(reading: Reading, production: boolean): string {
  const text = reading.get('HOST') ?? (production ? '0.0.0.0' : reading.getOrFallback('HOST'));
  if (!/^[\w.:%-]+$/.test(text)) {
    reading.refuse(
      'HOST',
      'is not an address or a host name',
      'Set it to 127.0.0.1, 0.0.0.0 or a name, without http://.',
    );
  }
  return text;
}

function port(reading: Reading): number {
  const text = reading.getOrFallback('PORT').trim();
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    reading.refuse('PORT', 'is not a whole number from 0 to 65535', 'Set it to a port such as 3000.');
  }
  return Number(text);
}

function setupHost(reading: Reading): string | null {
  const text = reading.get('SETUP_HOST')?.trim() ?? null;
  if (text !== null && !/^[a-z\d.-]+(:\d{1,5})?$/i.test(text)) {
    const mend = 'Set it to a name such as clos.example.org, without https:// and path.';
    return reading.refuse('SETUP_HOST', 'is not a host name', mend);
  }
  return text;
}
