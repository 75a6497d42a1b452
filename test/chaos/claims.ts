// The claims, each with its size (short and long), and the control that must fail. What is long is bounded by time: whatever
// was done when the time is up is what is reported.

import { both, type Claim, type Run, total } from './claim.ts';
import { controlF12, testF12 } from './claims-of-gates.ts';
import { controlF1, controlF13, testF1, testF13 } from './claims-of-locks.ts';
import { sameEnd } from './f2.ts';
import { crashes, crashWithoutOutbox, summary } from './f3.ts';
import { ackUnderLoad, killedAfterAck } from './f4.ts';
import { hostile } from './f5.ts';
import { polite, politeAtTheLimits } from './f14.ts';
import { healing } from './f22.ts';
import { type Outcome, range } from './outcome.ts';
import { silenceIsKept } from './t57.ts';
import { databaseCrashes } from './t71.ts';

/** Stories told at once, by one process. */
const BATCH = 16;

async function stories(
  run: Run,
  api: Parameters<typeof sameEnd>[0]['api'],
  wanted: number,
): Promise<Outcome> {
  const { cluster, seed, short, note } = run;
  const outcomes: Outcome[] = [];
  const deliveries = short ? 100 : 200;
  let told = 0;
  while (told < wanted && (told === 0 || performance.now() < run.until)) {
    const seeds = range(seed + told, Math.min(BATCH, wanted - told));
    outcomes.push(await sameEnd({ cluster, seeds, deliveries, ...(api ? { api } : {}) }));
    told += seeds.length;
    note(`${told} of ${wanted} stories`);
  }
  const { perSecond: _, ...figures } = total(outcomes, '').figures;
  const size = `${told} of ${wanted} seeds × ${deliveries} deliveries, in and out of order`;
  return { ...total(outcomes, size), figures };
}

/** One large run: ten repositories of a thousand deliveries each, four processes. */
async function large({ cluster, seed, note }: Run): Promise<Outcome> {
  note('10,000 deliveries over four processes');
  const seeds = range(seed + 1_000_000, 10);
  return sameEnd({ cluster, seeds, deliveries: 1_000, processes: 4, inOrderEvery: seeds.length + 1 });
}

async function testF2(run: Run): Promise<Outcome> {
  const small = await stories(run, undefined, run.seeds ?? (run.short ? 8 : 1_000));
  if (run.short || run.seeds !== null) return small;
  const big = await large(run);
  return total([small, big], `${small.size}; then ${big.size}`);
}

async function controlF2({ cluster, seed, note }: Run): Promise<readonly string[]> {
  note('controls: no sweep, and a consumer that writes on every event');
  const noSweep = await sameEnd({ cluster, seeds: range(seed, 4), deliveries: 100, sweep: false });
  const naive = await sameEnd({ cluster, seeds: [seed], deliveries: 60, variant: 'commit-then-write' });
  return both(
    noSweep.problems,
    naive.problems.filter((text) => text.includes('check runs of ours')),
  );
}

async function testF3({ cluster, seed, seeds, short, until, note }: Run): Promise<Outcome> {
  const wanted = seeds ?? (short ? 10 : 1_600);
  const onProgress = (done: number): void => {
    if (done % 10 === 0) note(`${done} of ${wanted} kills`);
  };
  return summary(await crashes({ cluster, seeds: range(seed, wanted), lanes: 3, short, until, onProgress }));
}

async function controlF3({ cluster, note }: Run): Promise<readonly string[]> {
  note('controls: writing before, and after the commit, without an outbox');
  return both(
    await crashWithoutOutbox(cluster, 'write-then-commit'),
    await crashWithoutOutbox(cluster, 'commit-then-write'),
  );
}

async function testF4({ cluster, seed, seeds, short, until, note }: Run): Promise<Outcome> {
  const rate = short
    ? { perSecond: 20, seconds: 10, githubLatencyMs: 1_000 }
    : { perSecond: 100, seconds: 60, githubLatencyMs: 5_000 };
  note('acknowledging under load');
  const load = await ackUnderLoad({ cluster, ...rate });
  note('killing after the acknowledgement');
  const kills = await killedAfterAck({
    cluster,
    seed,
    kills: seeds ?? (short ? 20 : 1_000),
    lanes: 3,
    until,
  });
  return total([load, kills], `${load.size}; then ${kills.size}`);
}

const HOSTILE = { forged: 5_000, oversized: 64, slow: 200, waitForCuts: true, mostGrowth: 150 };
const HOSTILE_SHORT = { forged: 500, oversized: 8, slow: 40, waitForCuts: false, mostGrowth: null };

/** GitHub's API while T-58 runs: one call in seven fails, most of them after they were applied. */
const BAD_API = { error: 0.04, lostAnswer: 0.06, badGateway: 0.04 };

export const CLAIMS: readonly Claim[] = [
  {
    id: 'F1',
    says: 'Never more holders than slots',
    share: 0.3,
    test: testF1,
    control: controlF1,
  },
  {
    id: 'F2',
    says: 'The same end state whatever GitHub does',
    share: 0.34,
    test: testF2,
    control: controlF2,
  },
  {
    id: 'F3',
    says: 'No crash point leaves a stuck or double check',
    share: 0.34,
    test: testF3,
    control: controlF3,
  },
  {
    id: 'F4',
    says: 'Accepted is stored',
    share: 0.14,
    test: testF4,
    control: async ({ cluster, seed }) =>
      (await killedAfterAck({ cluster, seed, kills: 4, lanes: 2, variant: 'early-ack' })).problems,
  },
  {
    id: 'F5',
    says: 'Hostile requests cost nothing',
    share: 0.06,
    test: ({ cluster, short }) => hostile({ cluster, ...(short ? HOSTILE_SHORT : HOSTILE) }),
    control: async ({ cluster, short }) => {
      const few = { ...HOSTILE_SHORT, forged: 10, mostGrowth: short ? null : 150, oversized: short ? 4 : 32 };
      return (await hostile({ cluster, ...few, variant: 'no-cap' })).problems;
    },
  },
  {
    id: 'F12',
    says: 'Never green on unseen code',
    share: 0.2,
    test: testF12,
    control: controlF12,
  },
  {
    id: 'F13',
    says: 'Clocks may lie',
    share: 0.1,
    test: testF13,
    control: controlF13,
  },
  {
    id: 'F14',
    says: 'Polite to GitHub',
    share: 0.1,
    test: ({ cluster, seed, seeds, short, until }) =>
      short
        ? polite({ cluster, seed, calls: seeds ?? 300, commands: 30, until })
        : politeAtTheLimits({ cluster, seed, calls: seeds ?? 3_000, until }),
    control: async ({ cluster, seed }) =>
      (await polite({ cluster, seed, calls: 1_000, variant: 'no-breaker' })).problems,
  },
  {
    id: 'F22',
    says: 'Healed soon after an hour without webhooks',
    share: 0.1,
    test: ({ cluster, seed, seeds, short }) => healing({ cluster, seed, pulls: seeds ?? (short ? 45 : 300) }),
    control: async ({ cluster, seed }) =>
      (await healing({ cluster, seed, pulls: 45, sweep: false })).problems,
  },
  {
    id: 'T-57',
    says: 'Silence while GitHub asks for it',
    share: 0.03,
    test: ({ cluster, seed, short }) => silenceIsKept({ cluster, seed, times: short ? 1 : 4, seconds: 3 }),
    control: async ({ cluster, seed }) =>
      (await silenceIsKept({ cluster, seed, times: 1, seconds: 3, variant: 'no-breaker' })).problems,
  },
  {
    id: 'T-58',
    says: 'One check each though answers get lost',
    share: 0.05,
    test: (run) => stories(run, BAD_API, run.seeds ?? (run.short ? 4 : 32)),
    control: async ({ cluster, seed }) =>
      (await sameEnd({ cluster, seeds: [seed], deliveries: 60, api: BAD_API, variant: 'commit-then-write' }))
        .problems,
  },
  {
    id: 'T-71',
    says: 'PostgreSQL may be killed at any time',
    share: 0.04,
    test: ({ seed, seeds, short }) =>
      databaseCrashes({ seed, crashes: seeds ?? (short ? 3 : 12), stepsBetween: short ? 6 : 10 }),
    control: async ({ seed }) =>
      (await databaseCrashes({ seed, crashes: 1, stepsBetween: 3, variant: 'early-ack' })).problems,
  },
];
