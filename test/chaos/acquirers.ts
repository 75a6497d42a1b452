// The processes of F1 from their parent's side: started, killed, stopped for a while and started again, each told apart by its
// index; and what they said they had committed.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { bareEnv } from '../support/child.ts';
import { until } from '../support/until.ts';
import type { Done, Order, Plan, Said } from './acquirer.ts';

const ENTRY = fileURLToPath(new URL('./acquirer.ts', import.meta.url));
const CLOCK = new URL('./shifted-clock.ts', import.meta.url).href;

export interface Crew {
  /** Slots given so far, of which we heard. */
  readonly grants: number;
  readonly milliseconds: readonly number[];
  /** What was refused for good: nothing is, unless a guard is missing. */
  readonly refusals: readonly string[];
  /** The last commit of each pull request that a process told us of. */
  readonly told: ReadonlyMap<string, Done>;
  /** SIGKILL, and another takes its place. */
  kill(index: number): Promise<void>;
  /** SIGSTOP, and after so many milliseconds SIGCONT. */
  freeze(index: number, ms: number): void;
  /** Resolves when all have done what was ordered. */
  all(order: Order): Promise<void>;
  end(): Promise<void>;
}

export interface CrewOptions extends Omit<Plan, 'index' | 'of' | 'generation'> {
  readonly processes: number;
  /** By how much each one's own clock is wrong. */
  readonly shifts?: readonly number[];
}

interface Member {
  readonly child: ChildProcess;
  readonly ready: Promise<unknown>;
  idle: number;
}

class Processes implements Crew {
  grants = 0;
  readonly milliseconds: number[] = [];
  readonly refusals: string[] = [];
  readonly told = new Map<string, Done>();
  readonly #options: CrewOptions;
  readonly #members: Member[] = [];
  readonly #generations: number[] = [];
  readonly #thaws = new Set<NodeJS.Timeout>();

  constructor(options: CrewOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    for (let index = 0; index < this.#options.processes; index += 1) this.#spawn(index);
    await Promise.all(this.#members.map(({ ready }) => ready));
  }

  async kill(index: number): Promise<void> {
    const { child } = this.#members[index] as Member;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    this.#spawn(index);
  }

  freeze(index: number, ms: number): void {
    const { child } = this.#members[index] as Member;
    child.kill('SIGSTOP');
    const timer = setTimeout(() => {
      this.#thaws.delete(timer);
      child.kill('SIGCONT');
    }, ms);
    this.#thaws.add(timer);
  }

  async all(order: Order): Promise<void> {
    const wanted = order === 'pause' ? 1 : 2;
    for (const { child } of this.#members) child.send(order);
    const all = (): boolean => this.#members.every(({ idle }) => idle >= wanted);
    await until(`every process has ended what was under way (${order})`, all, 120);
  }

  async end(): Promise<void> {
    for (const timer of this.#thaws) clearTimeout(timer);
    await Promise.all(
      this.#members.map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }),
    );
  }

  #spawn(index: number): void {
    const { processes: of, shifts = [], ...given } = this.#options;
    const generation = this.#generations[index] ?? 0;
    this.#generations[index] = generation + 1;
    const plan: Plan = { ...given, index, of, generation };
    const child = fork(ENTRY, [], {
      env: {
        ...bareEnv(),
        CHAOS_PLAN: JSON.stringify(plan),
        CLOCK_SHIFT_MS: String(shifts[index] ?? 0),
      },
      execArgv: ['--disable-warning=ExperimentalWarning', '--import', CLOCK],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ready = new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`an acquirer ended with ${code} before it was ready`)));
    });
    ready.catch(() => undefined);
    const member: Member = { child, ready, idle: 0 };
    child.on('message', (said: Said) => this.#hear(member, said));
    this.#members[index] = member;
  }

  #hear(member: Member, said: Said): void {
    if (said.kind === 'idle') member.idle += 1;
    if (said.kind === 'refused') this.refusals.push(said.why);
    if (said.kind !== 'done') return;
    this.grants += said.grants;
    this.milliseconds.push(said.ms);
    this.told.set(`${said.repository}/${said.number}`, said);
  }
}

export async function startCrew(options: CrewOptions): Promise<Crew> {
  const crew = new Processes(options);
  await crew.start().catch(async (error: unknown) => {
    await crew.end();
    throw error;
  });
  return crew;
}
