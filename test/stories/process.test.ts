// The process as its operator meets it: what it says when it cannot start, how it stops, and how several share the work.

import { execFile } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { type GitHub, startGitHub } from '../github/simulator.ts';
import { type Child, spawnClos } from '../support/child.ts';
import { closHere } from '../support/clos-here.ts';
import { createDatabase, makeTempDir, type TestDatabase } from '../support/cluster.ts';
import { gate, project } from '../support/project.ts';
import { send } from '../support/signed.ts';
import { envFor } from '../support/system.ts';
import { check, config } from '../support/team.ts';
import { until } from '../support/until.ts';

const children: Child[] = [];
let github: GitHub | null = null;
let database: TestDatabase | null = null;

const run = (env: Record<string, string>): Child => {
  const child = spawnClos('main.ts', env);
  children.push(child);
  return child;
};

async function world(): Promise<{ github: GitHub; env: Record<string, string> }> {
  github = await startGitHub();
  database = await createDatabase();
  return { github, env: envFor(github, database.url, { LOG_LEVEL: 'info' }) };
}

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.process.kill('SIGTERM');
    await child.ended;
  }
  await github?.stop();
  await database?.drop();
  github = null;
  database = null;
});

describe('starting', () => {
  test('T-40 a missing webhook secret stops the start with its name and what to do', async () => {
    const { env } = await world();
    const { WEBHOOK_SECRET: _, ...rest } = env;
    const { code, output } = await run(rest).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/CLOS could not start/);
    expect(output).toMatch(/WEBHOOK_SECRET/);
  });

  test('a database that does not let us in is told without its password', async () => {
    const { env } = await world();
    const url = new URL(env.DATABASE_URL ?? '');
    url.password = 'letmein-canary';
    url.username = 'nobody-here';
    const { code, output } = await run({ ...env, DATABASE_URL: url.href }).ended;
    expect(code).toBe(1);
    expect(output).not.toContain('letmein-canary');
    expect(output).toMatch(/DATABASE_URL|database/);
  });

  test('a taken port is told with the variable to change', async () => {
    const { env } = await world();
    const first = new URL(await run(env).url());
    const { code, output } = await run({ ...env, PORT: first.port }).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/Port \d+ .* is taken[\s\S]*PORT/);
  });

  test('T-120 in production there is no set-up page, only a refusal that names what is missing', async () => {
    const { code, output } = await run({ NODE_ENV: 'production', PORT: '0' }).ended;
    expect(code).toBe(1);
    for (const name of ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET']) expect(output).toContain(name);
  });

  test('without credentials outside production it offers to register the app from app.yml', async () => {
    const child = run({ PORT: '0', LOG_LEVEL: 'info' });
    const url = await child.url();
    const { href = '' } = URL.parse(/Open (http[^"]+)/.exec(child.output())?.[1] ?? '') ?? {};
    expect(await (await fetch(href)).text()).toContain('Set up CLOS');
    const body = new URLSearchParams({ organization: 'acme' });
    const page = await fetch(href.replace('/setup', '/setup/register'), { method: 'POST', body });
    expect(await page.text()).toContain('merge_queues');
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/setup`)).status).toBe(403);
  });
});

describe('running', () => {
  test('health, readiness and metrics answer; SIGTERM drains and ends with 0', async () => {
    const { env } = await world();
    const child = run(env);
    const url = await child.url();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({
      status: 'ready',
      checks: { database: 'ok', migrations: 'ok', worker: 'ok' },
    });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('clos_inbox_backlog');
    child.process.kill('SIGTERM');
    expect((await child.ended).code).toBe(0);
  });

  test('a server takes deliveries and two workers share them, on one database', async () => {
    const { github: hub, env } = await world();
    const server = run({ ...env, CLOS_ROLE: 'server' });
    hub.webhookUrl = `${await server.url()}/api/github/webhooks`;
    const workers = [run({ ...env, CLOS_ROLE: 'worker' }), run({ ...env, CLOS_ROLE: 'worker' })];
    for (const worker of workers) {
      const answer = await fetch(`${await worker.url()}/api/github/webhooks`, { method: 'POST', body: '{}' });
      expect(answer.status).toBe(404);
    }
    hub.createOrganization('acme');
    hub.createRepository({ owner: 'acme', name: 'shop', files: { '.clos/config.yml': config(3) } });
    hub.install({ owner: 'acme' });
    for (let i = 0; i < 40; i += 1) hub.openPull('acme/shop');
    const numbers = Array.from({ length: 40 }, (_, i) => i + 1);
    await until(
      'all forty say where they stand',
      () => numbers.every((number) => check(hub, number) !== null),
      60,
    );
    await until(
      'three are green',
      () => numbers.filter((number) => check(hub, number)?.startsWith('success')).length === 3,
    );
    hub.assertHonest();
    for (const worker of workers) expect(worker.output()).toContain('check written');
    expect(server.output()).not.toContain('check written');
  });
});

describe('on its embedded database', () => {
  let child: Child;
  let env: Record<string, string>;
  let hub: GitHub;
  let folder = '';

  // Making a cluster is what takes long: both tests look at one process, and leave it as it was.
  beforeAll(async () => {
    hub = await startGitHub();
    folder = await makeTempDir();
    const { DATABASE_URL: _, ...rest } = envFor(hub, '', { LOG_LEVEL: 'info', CLOS_DATA_DIR: folder });
    env = rest;
    child = spawnClos('main.ts', env);
    await child.url();
  });

  afterAll(async () => {
    child.process.kill('SIGTERM');
    await child.ended;
    await hub.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('a second process on the same data folder is refused, and told to use DATABASE_URL', async () => {
    const { code, output } = await run(env).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/DATABASE_URL/);
  });

  test('T-119 no process it starts is given a secret, and none but the embedded database is started', async () => {
    const descendants = await descendantsOf(child.process.pid ?? 0);
    expect(descendants.length).toBeGreaterThan(1);
    for (const pid of descendants) {
      const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      expect(environ).not.toMatch(/PRIVATE_KEY|WEBHOOK_SECRET|BEGIN RSA/);
    }
    const { stdout } = await promisify(execFile)(
      'grep',
      ['-rlE', 'node:(child_process|vm)|\\beval\\(|new Function', 'src'],
      {
        cwd: new URL('../..', import.meta.url),
      },
    );
    const elsewhere = stdout
      .trim()
      .split('\n')
      .filter((file) => !file.startsWith('src/adapters/postgres/embedded'));
    // On the command line, in the working tree of whoever runs it: `git rev-parse`.
    expect(elsewhere).toEqual(['src/cli/gate/ask.ts']);
  });
});

/** All processes below `pid`, by /proc. */
async function descendantsOf(pid: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = new Map<number, number>();
  for (const name of pids) {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const below = (one: number): number[] =>
    [...parents].filter(([, parent]) => parent === one).flatMap(([id]) => [id, ...below(id)]);
  return below(pid);
}

async function status(guid: string, wanted: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: database?.url ?? '' });
  await client.connect();
  try {
    const { rows } = await client.query<{ status: string }>('SELECT status FROM deliveries WHERE guid = $1', [
      guid,
    ]);
    return rows[0]?.status === wanted;
  } finally {
    await client.end();
  }
}

describe('the clos command', () => {
  const clos = (env: Record<string, string>, ...args: string[]) => spawnClos('clos.ts', env, args).ended;

  test('explains every stage of a decision without acting', async () => {
    const { github: hub, env } = await world();
    hub.webhookUrl = `${await run(env).url()}/api/github/webhooks`;
    hub.createOrganization('acme');
    const files = { '.clos/config.yml': config(1), '.clos/project.yml': project('DISCOVERY') };
    hub.createRepository({ owner: 'acme', name: 'shop', files });
    hub.install({ owner: 'acme' });
    const answered = (number: number) =>
      check(hub, number) !== null && gate(hub, 'acme/shop', number) !== null;
    hub.openPull('acme/shop');
    await until('the first says where it stands', () => answered(1));
    hub.openPull('acme/shop');
    await until('the second says where it stands', () => answered(2));
    const { writes } = hub.requestCounts();
    const { code, output } = await clos(env, 'explain', 'acme/shop#2');
    expect(output).toMatch(
      /1 Repository[\s\S]*2 Pull request[\s\S]*3 Configuration[\s\S]*4 Pods[\s\S]*5 Decision[\s\S]*6 Check[\s\S]*7 Gates/,
    );
    expect(output).toContain('Waiting: position 1 of 1, limit 1');
    expect(output).toMatch(
      /not-met project customer-interviews: needed evidence.customerInterviews >= 5, found no evidence/,
    );
    expect(output).toContain('Nothing was written.');
    expect(code).toBe(0);
    expect(hub.requestCounts().writes).toBe(writes);
  });

  test('says what is wrong with its arguments and exits with 2', async () => {
    const { env } = await world();
    const wrong = { code: 2, output: expect.stringContaining('owner/repository#12') };
    // Once as it is started; what else it says, the same program says in this process.
    expect(await clos(env, 'explain', 'nonsense')).toEqual(wrong);
    expect(await closHere(env, 'explain', 'nonsense')).toEqual(wrong);
    expect(await closHere(env, 'explain', 'no/where#1')).toMatchObject({
      code: 2,
      output: expect.stringContaining('not installed'),
    });
    expect(await closHere(env, 'replay', 'nothing')).toMatchObject({
      code: 2,
      output: expect.stringContaining('nothing'),
    });
    expect(await closHere(env, 'dance')).toMatchObject({ code: 2 });
  });

  test('T-52 lists a quarantined delivery and puts it back in line', async () => {
    const { github: hub, env } = await world();
    const url = await run(env).url();
    hub.webhookUrl = `${url}/api/github/webhooks`;
    const guid = 'poison-1';
    const payload = { action: 'opened', installation: { id: 5 }, repository: {}, pull_request: {} };
    await send(hub.webhookUrl, hub.app.webhookSecret, 'pull_request', payload, guid);
    await until('it is quarantined', () => status(guid, 'quarantined'));
    expect((await closHere(env, 'quarantine')).output).toContain(guid);
    const { code, output } = await clos(env, 'replay', guid);
    expect([code, output.trim()]).toEqual([
      0,
      'pull_request.opened poison-1 is back in line; a running worker takes it now.',
    ]);
    await until('it is quarantined again', () => status(guid, 'quarantined'));
  });
});
