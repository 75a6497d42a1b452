// The environment at start: what each variable may be, everything that is wrong at once, and secrets that do not print.

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { UserFault } from '../src/core/faults.ts';
import { readEnv, VARIABLES, type Variables } from '../src/env.ts';
import { Secret } from '../src/secret.ts';

const folder = mkdtempSync(join(tmpdir(), 'clos-env-'));
afterAll(() => rmSync(folder, { recursive: true }));

const encoded = (type: 'pkcs1' | 'pkcs8') =>
  ({
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type, format: 'pem' },
  }) as const;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048, ...encoded('pkcs1') } as never) as unknown as {
  privateKey: string;
  publicKey: string;
};
const ed25519 = generateKeyPairSync('ed25519', encoded('pkcs8') as never) as unknown as {
  privateKey: string;
};

const PEM = rsa.privateKey.trim();
const SECRET = 'a-webhook-secret-of-the-tests';
const DATABASE = 'postgres://clos:a-password@db.example:5432/clos';
const APP = { APP_ID: '42', PRIVATE_KEY: PEM, WEBHOOK_SECRET: SECRET };
const PRODUCTION = { ...APP, NODE_ENV: 'production' };

const keyFile = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** The lines of the refusal, without its title; none when the environment is fine. */
function refused(variables: Variables): readonly string[] {
  try {
    readEnv(variables);
    return [];
  } catch (error) {
    if (!(error instanceof UserFault) || error.code !== 'env') throw error;
    expect(error.mend).toContain('.env.example');
    return error.message.split('\n- ').slice(1);
  }
}

describe('without variables', () => {
  test('everything has its default and the app is still to be registered', () => {
    expect(readEnv({})).toEqual({
      credentials: null,
      githubApiUrl: 'https://api.github.com',
      database: { kind: 'embedded', dataDir: '.clos-data' },
      role: 'all',
      host: '127.0.0.1',
      port: 3000,
      setup: { host: null, webhookUrl: null },
      logLevel: 'info',
      production: false,
    });
  });

  test('a blank variable is an absent one, as in a copy of .env.example', () => {
    const blank = Object.fromEntries(VARIABLES.map(({ name }) => [name, ' ']));
    expect(readEnv(blank)).toEqual(readEnv({}));
  });
});

describe('the set-up pages', () => {
  test('answer under a public name that is one', () => {
    expect(readEnv({ SETUP_HOST: 'clos.example.org:8443' }).setup.host).toBe('clos.example.org:8443');
    expect(refused({ SETUP_HOST: 'https://clos.example.org/' })).toEqual([
      'SETUP_HOST is not a host name. Set it to a name such as clos.example.org, without https:// and path.',
    ]);
  });
});

describe('credentials', () => {
  test('are read when all three are there', () => {
    const { credentials } = readEnv(APP);
    expect(credentials?.appId).toBe(42);
    expect(credentials?.privateKey.reveal()).toBe(PEM);
    expect(credentials?.webhookSecret.reveal()).toBe(SECRET);
  });

  test.each([
    ['as PEM', PEM],
    ['as PEM with literal \\n', PEM.replaceAll('\n', '\\n')],
    ['as base64 of PEM', Buffer.from(PEM).toString('base64')],
    ['as PEM with white space around it', `\n ${PEM}\n\n`],
  ])('take the private key %s', (_, key) => {
    expect(readEnv({ ...APP, PRIVATE_KEY: key }).credentials?.privateKey.reveal()).toBe(PEM);
  });

  test('take the private key from a file', () => {
    const env = { ...APP, PRIVATE_KEY: '', PRIVATE_KEY_PATH: keyFile('good.pem', `${PEM}\n`) };
    expect(readEnv(env).credentials?.privateKey.reveal()).toBe(PEM);
  });

  test.each([
    ['APP_ID', { PRIVATE_KEY: PEM, WEBHOOK_SECRET: SECRET }],
    ['PRIVATE_KEY', { APP_ID: '42', WEBHOOK_SECRET: SECRET }],
    ['WEBHOOK_SECRET', { APP_ID: '42', PRIVATE_KEY: PEM }],
  ])('that lack %s alone are refused', (name, variables) => {
    expect(refused(variables)).toEqual([expect.stringMatching(new RegExp(`^${name} is missing`))]);
  });

  test('T-40 CLOS refuses to start without a webhook secret', () => {
    const [problem] = refused({ ...PRODUCTION, WEBHOOK_SECRET: undefined });
    expect(problem).toMatch(/^WEBHOOK_SECRET is missing\. .*openssl rand -hex 32/);
    expect(refused({ ...PRODUCTION, WEBHOOK_SECRET: '' })).toHaveLength(1);
    expect(refused({ APP_ID: '42', PRIVATE_KEY: PEM, WEBHOOK_SECRET: '  ' })).toHaveLength(1);
  });

  test('T-40 in production a webhook secret has at least 16 characters', () => {
    expect(refused({ ...PRODUCTION, WEBHOOK_SECRET: 'x'.repeat(15) })).toEqual([
      expect.stringMatching(/^WEBHOOK_SECRET is shorter than 16 characters\./),
    ]);
    expect(refused({ ...PRODUCTION, WEBHOOK_SECRET: 'x'.repeat(16) })).toEqual([]);
    expect(refused({ ...APP, WEBHOOK_SECRET: 'x' })).toEqual([]);
  });

  test('T-120 in production CLOS refuses to start without APP_ID and never offers set-up', () => {
    expect(refused({ ...PRODUCTION, APP_ID: undefined })).toEqual([
      expect.stringMatching(/^APP_ID is missing/),
    ]);
    expect(refused({ NODE_ENV: 'production' })).toEqual([
      expect.stringMatching(/^APP_ID is missing/),
      expect.stringMatching(/^PRIVATE_KEY is missing/),
      expect.stringMatching(/^WEBHOOK_SECRET is missing/),
    ]);
  });
});

describe('a wrong value', () => {
  const WRONG: readonly (readonly [title: string, variables: Variables, start: string])[] = [
    ['an app id that is text', { ...APP, APP_ID: 'Iv1.abc' }, 'APP_ID is not a positive'],
    ['an app id of zero', { ...APP, APP_ID: '0' }, 'APP_ID is not a positive'],
    ['a negative app id', { ...APP, APP_ID: '-1' }, 'APP_ID is not a positive'],
    ['an app id with a fraction', { ...APP, APP_ID: '1.5' }, 'APP_ID is not a positive'],
    ['an app id beyond whole numbers', { ...APP, APP_ID: '9'.repeat(20) }, 'APP_ID is not a positive'],
    ['a key that is text', { ...APP, PRIVATE_KEY: 'secret' }, 'PRIVATE_KEY holds no PEM'],
    ['a public key', { ...APP, PRIVATE_KEY: rsa.publicKey }, 'PRIVATE_KEY holds a PEM that is no readable'],
    ['half a key', { ...APP, PRIVATE_KEY: PEM.slice(0, 300) }, 'PRIVATE_KEY holds a PEM that is no readable'],
    [
      'a key that is not RSA',
      { ...APP, PRIVATE_KEY: ed25519.privateKey },
      'PRIVATE_KEY holds a key that is not RSA',
    ],
    ['a key twice', { ...APP, PRIVATE_KEY_PATH: 'key.pem' }, 'PRIVATE_KEY and PRIVATE_KEY_PATH are both set'],
    [
      'a key file that is not there',
      { ...APP, PRIVATE_KEY: '', PRIVATE_KEY_PATH: join(folder, 'none') },
      'PRIVATE_KEY_PATH names a file that cannot be read (ENOENT)',
    ],
    [
      'a key file that is a folder',
      { ...APP, PRIVATE_KEY: '', PRIVATE_KEY_PATH: folder },
      'PRIVATE_KEY_PATH names a file that cannot be read (EISDIR)',
    ],
    [
      'a key file without a key',
      { ...APP, PRIVATE_KEY: '', PRIVATE_KEY_PATH: keyFile('bad.pem', 'x') },
      'PRIVATE_KEY_PATH holds no PEM',
    ],
    [
      'an API address without scheme',
      { GITHUB_API_URL: 'api.github.com' },
      'GITHUB_API_URL is not an http(s)',
    ],
    [
      'an API address of another scheme',
      { GITHUB_API_URL: 'ftp://api.github.com' },
      'GITHUB_API_URL is not an http(s)',
    ],
    [
      'an API address with a password',
      { GITHUB_API_URL: 'https://a:b@ghe.example' },
      'GITHUB_API_URL has more than',
    ],
    [
      'an API address with a query',
      { GITHUB_API_URL: 'https://ghe.example/?a=b' },
      'GITHUB_API_URL has more than',
    ],
    [
      'plain http in production',
      { ...PRODUCTION, GITHUB_API_URL: 'http://ghe.example' },
      'GITHUB_API_URL would send tokens without encryption',
    ],
    [
      'a name that only starts like loopback',
      { ...PRODUCTION, GITHUB_API_URL: 'http://127.0.0.1.example' },
      'GITHUB_API_URL would send tokens without encryption',
    ],
    [
      'another database',
      { DATABASE_URL: 'mysql://u:p@h/d' },
      'DATABASE_URL is not the address of a PostgreSQL',
    ],
    [
      'a database that is no address',
      { DATABASE_URL: 'localhost' },
      'DATABASE_URL is not the address of a PostgreSQL',
    ],
    [
      'an unknown role',
      { CLOS_ROLE: 'web' },
      'CLOS_ROLE is not a word CLOS knows. Set it to all, server, or worker.',
    ],
    [
      'a server with the embedded database',
      { CLOS_ROLE: 'server' },
      'DATABASE_URL is needed for CLOS_ROLE=server',
    ],
    [
      'a worker with the embedded database',
      { CLOS_ROLE: 'worker' },
      'DATABASE_URL is needed for CLOS_ROLE=worker',
    ],
    ['a host that is an address', { HOST: 'http://0.0.0.0' }, 'HOST is not an address or a host name'],
    ['a port that is text', { PORT: 'http' }, 'PORT is not a whole number from 0 to 65535'],
    ['a port too high', { PORT: '65536' }, 'PORT is not a whole number from 0 to 65535'],
    ['a negative port', { PORT: '-1' }, 'PORT is not a whole number from 0 to 65535'],
    ['a pipe for a port', { PORT: '\\\\.\\pipe\\x' }, 'PORT is not a whole number from 0 to 65535'],
    ['an unknown log level', { LOG_LEVEL: 'verbose' }, 'LOG_LEVEL is not a word CLOS knows'],
    ['production misspelt', { ...APP, NODE_ENV: 'Production' }, 'NODE_ENV is not a word CLOS knows'],
  ];

  test.each(WRONG)('such as %s is refused by name, with what to do', (_, variables, start) => {
    const problems = refused(variables);
    expect(problems).toEqual([expect.stringContaining(start)]);
    expect(problems[0]?.indexOf(start)).toBe(0);
    expect(problems[0]).toMatch(/\. [A-Z"].+\.$/);
  });

  test('does not hide another: all are told at once', () => {
    const problems = refused({
      NODE_ENV: 'production',
      APP_ID: 'x',
      PRIVATE_KEY: 'x',
      WEBHOOK_SECRET: 'x',
      GITHUB_API_URL: 'x',
      DATABASE_URL: 'x',
      CLOS_ROLE: 'x',
      HOST: '/',
      PORT: 'x',
      LOG_LEVEL: 'x',
    });
    expect(problems.map((problem) => problem.split(' ')[0]).toSorted()).toEqual([
      'APP_ID',
      'CLOS_ROLE',
      'DATABASE_URL',
      'GITHUB_API_URL',
      'HOST',
      'LOG_LEVEL',
      'PORT',
      'PRIVATE_KEY',
      'WEBHOOK_SECRET',
    ]);
  });

  test('is never repeated when it may be a secret', () => {
    const leak = 'hunter2';
    const variables = [
      { ...PRODUCTION, WEBHOOK_SECRET: leak },
      { ...APP, PRIVATE_KEY: leak },
      { ...APP, PRIVATE_KEY: `-----BEGIN RSA PRIVATE KEY-----\n${leak}` },
      { ...APP, PRIVATE_KEY: '', PRIVATE_KEY_PATH: leak },
      { DATABASE_URL: `mysql://u:${leak}@h/d` },
      { GITHUB_API_URL: `https://u:${leak}@h` },
    ];
    for (const each of variables) expect(refused(each)).toEqual([expect.not.stringContaining(leak)]);
  });
});

describe('a right value', () => {
  test.each([
    [
      'a GitHub Enterprise Server',
      { GITHUB_API_URL: 'https://ghe.example/api/v3/' },
      { githubApiUrl: 'https://ghe.example/api/v3' },
    ],
    [
      'plain http to this machine in production',
      { ...PRODUCTION, GITHUB_API_URL: 'http://127.0.0.1:4000' },
      { githubApiUrl: 'http://127.0.0.1:4000' },
    ],
    [
      'plain http to the IPv6 loopback',
      { ...PRODUCTION, GITHUB_API_URL: 'http://[::1]:4000/' },
      { githubApiUrl: 'http://[::1]:4000' },
    ],
    [
      'plain http elsewhere while developing',
      { GITHUB_API_URL: 'http://ghe.example' },
      { githubApiUrl: 'http://ghe.example' },
    ],
    [
      'a folder for the embedded database',
      { CLOS_DATA_DIR: '/data' },
      { database: { kind: 'embedded', dataDir: '/data' } },
    ],
    ['a worker with a database', { CLOS_ROLE: 'worker', DATABASE_URL: DATABASE }, { role: 'worker' }],
    ['any free port', { PORT: '0' }, { port: 0 }],
    ['the highest port', { PORT: '65535' }, { port: 65535 }],
    ['production', PRODUCTION, { production: true, host: '0.0.0.0' }],
    ['a host in production', { ...PRODUCTION, HOST: '::1' }, { host: '::1' }],
    ['tests', { NODE_ENV: 'test' }, { production: false, host: '127.0.0.1' }],
  ])('such as %s is taken', (_, variables, expected) => {
    expect(readEnv(variables)).toMatchObject(expected);
  });

  test.each(['postgres', 'postgresql'])('of DATABASE_URL may start with %s://', (scheme) => {
    const url = DATABASE.replace('postgres', scheme);
    const { database } = readEnv({ DATABASE_URL: url });
    expect(database.kind === 'external' && database.url.reveal()).toBe(url);
  });

  test.each([...Object.keys(pino.levels.values), 'silent'])(
    'of LOG_LEVEL may be %s, as pino has it',
    (level) => {
      expect(readEnv({ LOG_LEVEL: level }).logLevel).toBe(level);
    },
  );
});

describe('a secret', () => {
  const env = readEnv({ ...APP, DATABASE_URL: DATABASE });
  const secrets = [SECRET, 'a-password', ...PEM.split('\n')];

  const logged = (what: object): string => {
    const lines: string[] = [];
    const sink = new Writable({
      write: (chunk, _, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    pino(sink).info({ what, ...what }, 'env');
    return lines.join('');
  };

  test.each([
    ['JSON', JSON.stringify(env)],
    ['the inspector', inspect(env, { depth: null, showHidden: true })],
    ['the inspector in a class', inspect(new Map([['env', env]]), { depth: null })],
    ['a log line', logged(env)],
  ])('is not printed by %s', (_, text) => {
    expect(text).toContain('[secret]');
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  test('is not printed by a template, a concatenation, its keys, its error or a format', () => {
    const secret = new Secret('hunter2');
    const texts = [
      `${secret}`,
      `x${String(secret)}`,
      [secret].join(),
      inspect(secret),
      inspect(Object.entries(secret)),
    ];
    for (const text of texts) expect(text).not.toContain('hunter2');
    expect(`${secret}`).toBe('[secret]');
    expect(inspect({ secret })).toBe('{ secret: [secret] }');
    expect(format('%s %j %o %O', secret, secret, secret, secret)).not.toContain('hunter2');
    expect(inspect(new Error('x', { cause: secret }))).not.toContain('hunter2');
  });

  test('gives its text to whoever asks for it', () => {
    expect(new Secret('hunter2').reveal()).toBe('hunter2');
  });
});

describe('.env.example', () => {
  const text = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8');

  test('lists exactly the variables that env.ts knows, each with its line of comment and default', () => {
    const entries = VARIABLES.map(
      ({ name, about, fallback }) =>
        `# ${about}\n${fallback === null ? `${name}=` : `#${name}=${fallback}`}\n`,
    );
    expect(text).toBe(
      ['# Copy to .env and fill in what you need; a blank one counts as absent.\n', ...entries].join('\n'),
    );
  });

  test('holds no value but defaults', () => {
    expect(text.match(/^[A-Z_]+=.+$/m)).toBeNull();
  });

  test('states defaults that are the defaults', () => {
    const defaults = Object.fromEntries(
      VARIABLES.flatMap(({ name, fallback }) => (fallback === null ? [] : [[name, fallback]])),
    );
    expect(readEnv(defaults)).toEqual(readEnv({}));
  });
});
