// From `npm start` to ready: the first time, when PostgreSQL's data folder is made, and with a folder that is there. Against a
// floor that loads the same HTTP framework and database driver and listens.

import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { startGitHub } from '../github/simulator.ts';
import { makeTempDir } from '../support/cluster.ts';
import type { Bench, Context } from './bench.ts';
import type { Child } from './child.ts';
import { startClos, startFloor } from './programs.ts';
import { below, type Report, row } from './report.ts';

const TARGET_SECONDS = 3;

async function untilReady({ url }: Child): Promise<void> {
  const end = performance.now() + 30_000;
  while ((await fetch(`${url}/readyz`)).status !== 200) {
    if (performance.now() > end) throw new Error('not ready after 30 s');
    await wait(5);
  }
}

/** Seconds until it said it was ready. */
async function seconds(start: () => Promise<Child>, ready: (child: Child) => Promise<void>): Promise<number> {
  const started = performance.now();
  const child = await start();
  try {
    await ready(child);
    return (performance.now() - started) / 1000;
  } finally {
    await child.stop();
  }
}

async function measure({ short, databases }: Context, env: Record<string, string>): Promise<Report> {
  const DATABASE_URL = await databases.create('bench_start');
  const floor = () =>
    seconds(
      () => startFloor({ DATABASE_URL }),
      async () => undefined,
    );
  const clos = (dataDir: string) =>
    seconds(() => startClos({ ...env, CLOS_DATA_DIR: dataDir, NODE_ENV: 'development' }), untilReady);
  const found: Record<'first' | 'again' | 'floor', number[]> = { first: [], again: [], floor: [] };
  for (let n = 0; n < (short ? 1 : 3); n += 1) {
    const dataDir = await makeTempDir();
    try {
      found.first.push(await clos(dataDir));
      for (let m = 0; m < 3; m += 1) {
        found.floor.push(await floor());
        found.again.push(await clos(dataDir));
      }
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  }
  const ratios = found.again.map((one, i) => one / (found.floor[i] ?? Number.NaN));
  return {
    name: 'start',
    about: 'until /readyz says 200, with its own PostgreSQL',
    rows: [
      row('floor: fastify and pg, until it listens', 's', found.floor),
      row('ours, data folder exists', 's', found.again, below(TARGET_SECONDS)),
      row('ours / floor', '×', ratios),
      row('ours, the very first time', 's', found.first),
    ],
    notes: [],
  };
}

export const start: Bench = {
  name: 'start',
  run: async (context) => {
    const github = await startGitHub({ validate: false, keepLog: false });
    try {
      return await measure(context, {
        APP_ID: String(github.app.id),
        PRIVATE_KEY: github.app.privateKey,
        WEBHOOK_SECRET: github.app.webhookSecret,
        GITHUB_API_URL: github.url,
      });
    } finally {
      await github.stop();
    }
  },
};
