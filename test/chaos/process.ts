// One CLOS as an operating-system process of its own, for tests that kill it. Armed over IPC, it kills itself with SIGKILL at
// the n-th hit of a failpoint. It ends with its parent, whatever becomes of that.

import { flushCompileCache } from 'node:module';
import { readEnv } from '../../src/env.ts';
import { keepSmall } from '../../src/memory.ts';
import { type FailpointName, noFailpoints } from '../../src/ports/failpoint.ts';
import { createLog, type Running, start } from '../../src/process.ts';
import { startVariant, type Variant } from './variants.ts';

/** What the parent says. `afterMs` null: dies at the point itself; otherwise so much later, in whatever follows it. */
export interface Arm {
  readonly failpoint: FailpointName;
  readonly hit: number;
  readonly afterMs: number | null;
}

export type Told =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'failed'; readonly why: string };

let armed: Arm | null = null;
let hits = 0;

const die = (): void => void process.kill(process.pid, 'SIGKILL');

async function failpoint(name: FailpointName): Promise<void> {
  if (armed?.failpoint !== name) return noFailpoints(name);
  hits += 1;
  if (hits !== armed.hit) return;
  if (armed.afterMs === null) die();
  else setTimeout(die, armed.afterMs);
}

function tell(message: Told): void {
  process.send?.(message);
}

async function main(): Promise<void> {
  // As `npm start` does: what is measured is the process that people run.
  keepSmall();
  process.on('disconnect', die);
  process.on('message', (arm: Arm) => {
    hits = 0;
    armed = arm;
  });
  const first = process.env.CHAOS_ARM;
  if (first) armed = JSON.parse(first) as Arm;
  const env = readEnv(process.env);
  const variant = process.env.CHAOS_VARIANT as Variant | undefined;
  const pace = process.env.CHAOS_WRITES_PER_MINUTE;
  const later = process.env.CHAOS_MIGRATIONS;
  const hooks = {
    failpoint,
    refreshDelaySeconds: 0,
    writesPerMinute: pace ? Number(pace) : undefined,
    ...(later ? { migrations: later } : {}),
  };
  const log = createLog(env);
  const running: Running = variant
    ? await startVariant(variant, env, log, hooks)
    : await start(env, log, hooks);
  process.once('SIGTERM', () => void running.stop().finally(() => process.exit(0)));
  tell({ kind: 'ready', url: running.url });
  // Whoever is killed writes no cache.
  flushCompileCache();
}

main().catch((error: unknown) => {
  tell({ kind: 'failed', why: String((error as Error).stack ?? error) });
  process.exitCode = 1;
  process.disconnect?.();
});
