// `npm run bench [-- name…] [--json] [--short]`: measures the real process against floors measured in the same run.
// Leaves nothing behind; ends with 1 when a target is missed.

import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { acknowledge } from './acknowledge.ts';
import { acquires } from './acquires.ts';
import type { Bench } from './bench.ts';
import { burst20 } from './burst.ts';
import { killAll } from './child.ts';
import { contended } from './contended.ts';
import { type Databases, startDatabases } from './databases.ts';
import { expressions } from './expressions.ts';
import { freed } from './freed.ts';
import { gates } from './gates.ts';
import { growth } from './growth.ts';
import { ideas } from './ideas.ts';
import { memory } from './memory.ts';
import { policyChange } from './policy.ts';
import { misses, type Report, table } from './report.ts';
import { similar } from './similar.ts';
import { start } from './start.ts';
import { warm } from './warm.ts';

const BENCHES: readonly Bench[] = [
  start,
  acknowledge,
  warm,
  burst20,
  contended,
  acquires,
  expressions,
  freed,
  gates,
  policyChange,
  growth,
  ideas,
  memory,
  similar,
];

const usage = `npm run bench [-- name…] [--json] [--short]
names: ${BENCHES.map(({ name }) => name).join(', ')} (default: all)`;

function chosen(names: readonly string[]): readonly Bench[] {
  const unknown = names.filter((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown.length > 0) throw new Error(`no benchmark is called ${unknown.join(', ')}\n${usage}`);
  return names.length === 0 ? BENCHES : BENCHES.filter(({ name }) => names.includes(name));
}

function machineLine(postgres: string): string {
  const load = loadavg()[0]?.toFixed(1);
  return `${availableParallelism()} cores (load ${load}), Node ${process.version}, PostgreSQL ${postgres} with fsync`;
}

let ending = false;

/** Told to end: leaves nothing running and nothing on the disk all the same. */
function endOnSignal(databases: Databases): void {
  const end = (): void => {
    ending = true;
    killAll();
    void databases.remove().finally(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean', default: false }, short: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const benches = chosen(positionals);
  const databases = await startDatabases();
  endOnSignal(databases);
  const machine = machineLine(databases.version);
  const say = (line: string): void => void process.stderr.write(`… ${line}\n`);
  const reports: Report[] = [];
  if (!values.json) console.log(machine);
  try {
    for (const { name, run } of benches) {
      say(name);
      const report = await run({ short: values.short, databases, say });
      reports.push(report);
      if (!values.json) console.log(`\n${table(report)}`);
    }
  } finally {
    await databases.remove();
  }
  const missed = misses(reports);
  if (values.json) console.log(JSON.stringify({ machine, short: values.short, reports, missed }, null, 2));
  for (const line of missed) console.error(`missed: ${line}`);
  process.exitCode = missed.length > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  // What is measured fails when it is killed; then that is no news.
  if (!ending) console.error(error);
  process.exitCode = 1;
});
