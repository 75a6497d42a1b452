// What came of green checks that GitHub let somebody merge by. GitHub shows checks by commit, at once, and we hear of what people do
// later: so a green may carry for as long as a delivery takes. Each merge by such a green is counted, must have been done before the
// delivery was handled, and must be written down as merged unjudged; any other is a problem.

import { latestPerName, runsAt } from '../github/state/checks.ts';
import type { Pull } from '../github/state/model.ts';
import { isJudged, mayBeGreen, RELEASE } from './gate-oracle.ts';
import type { Cause } from './gate-story.ts';
import { GATE, type Witness } from './gate-watch.ts';
import type { Query } from './truth.ts';

interface Merge {
  readonly number: number;
  readonly base: string;
  /** Whether GitHub showed a green. */
  readonly shown: boolean;
  /** Why a fresh look would not have given it; null where it would. */
  readonly lost: { readonly tick: number; readonly cause: string } | null;
  /** What we had been told of by then. */
  readonly handled: number;
}

/** A reviewer who takes their word back, and a label, are heard a moment later: nobody carries anything by them. */
const WORDS: readonly (Cause | string)[] = ['reviewer', 'label'];

export class Merges {
  readonly #witness: Witness;
  readonly #all: Merge[] = [];
  /** Everything done until this moment was told and handled. */
  handled = 0;
  /** By what somebody got a green carried past a fresh look. */
  readonly carried = new Map<string, number>();

  constructor(witness: Witness) {
    this.#witness = witness;
  }

  get size(): number {
    return this.#all.length;
  }

  /** Weighs it as GitHub stands before, and remembers it when it was done. */
  merging(pulls: readonly Pull[], shownAt: string, merge: () => void): void {
    const judged = pulls.filter(isJudged).map((pull) => this.#weigh(pull, shownAt));
    merge();
    this.#all.push(...judged);
  }

  #weigh(pull: Pull, shownAt: string): Merge {
    const { number, head, base, repository } = pull;
    const run = latestPerName(runsAt(repository, shownAt)).find(({ name }) => name === GATE);
    const allowed = mayBeGreen(pull, head.sha, this.#witness.given, false);
    const lost = allowed ? null : (this.#witness.lostBy(pull) ?? { tick: this.#witness.now, cause: 'open' });
    return { number, base: base.ref, shown: run?.conclusion === 'success', lost, handled: this.handled };
  }

  /** `repositoryId`'s audit log and history, held against what a fresh look would have said of each merge. */
  async problems(query: Query, repositoryId: number, everListed: boolean): Promise<string[]> {
    const written = await query<{ subject: string }>(
      `SELECT subject FROM audit_events WHERE action IN ('gate.merged-red', 'gate.merged-unjudged')`,
    );
    const told = new Set(written.map(({ subject }) => subject));
    const steps = await query<{ number: number }>(
      `SELECT pull_number AS number FROM stage_transitions WHERE repository_id = $1 AND judged->>'verdict' = 'met'`,
      [repositoryId],
    );
    const met = new Set(steps.map(({ number }) => number));
    return this.#all.flatMap((merge) =>
      this.#problemsOf(merge, {
        told: told.has(`pull/${repositoryId}/${merge.number}`),
        met: met.has(merge.number),
        // Whoever takes a branch off the list ends what is written down of it.
        listed: merge.base !== RELEASE || everListed,
      }),
    );
  }

  #problemsOf(
    { number, base, shown, lost, handled }: Merge,
    { told, met, listed }: { readonly told: boolean; readonly met: boolean; readonly listed: boolean },
  ): string[] {
    if (lost === null || WORDS.includes(lost.cause)) return [];
    const by = `#${number} into ${base}, which might not be green since ${lost.cause} at ${lost.tick},`;
    if (shown) this.carried.set(lost.cause, (this.carried.get(lost.cause) ?? 0) + 1);
    return [
      ...(shown && lost.tick <= handled ? [`${by} was still shown green after that was handled`] : []),
      ...(listed && !told ? [`${by} was merged and counted as green`] : []),
      ...(met ? [`${by} is in the history as met`] : []),
    ];
  }
}
