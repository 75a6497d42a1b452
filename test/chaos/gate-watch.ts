// The witness of F12: what GitHub's state allowed at every moment, when each look at a gate began, and what was written because of it.
// Its rule: a green check on a commit is right when, at some moment between the beginning of the look it came from and the write, that
// commit might be green.

import type { GitHub } from '../github/simulator.ts';
import { commitOf } from '../github/state/git.ts';
import type { CheckRun, Pull, Repository } from '../github/state/model.ts';
import { type Given, mayBeGreen, shownAt } from './gate-oracle.ts';

export const GATE = 'clos/stage-gate';

interface Moment {
  readonly tick: number;
  readonly green: boolean;
}

/** What a pull request was for whoever looked at it, from then on. */
export interface Shown {
  /** When it was last touched: what is shown may change without that. */
  readonly at: string;
  readonly base: string;
  readonly sha: string;
  readonly shown: string;
}

interface Desired {
  readonly from: number;
  readonly said: string;
}

const essence = (conclusion: string | null, summary: string | null): string => `${conclusion}|${summary}`;

/** Of one repository. */
export class Witness {
  readonly problems: string[] = [];
  readonly given: Given[] = [];
  /** By pull request. */
  readonly shown = new Map<number, readonly Shown[]>();
  writes = 0;
  greens = 0;
  readonly #repository: Repository;
  readonly #moments = new Map<string, Moment[]>();
  readonly #heads = new Map<number, Set<string>>();
  readonly #desired = new Map<string, Desired[]>();
  readonly #seen = new Map<number, string>();
  #tick = 0;

  constructor(github: GitHub, name: string) {
    this.#repository = github.repository(name);
  }

  get now(): number {
    return this.#tick;
  }

  approved(pull: Pull, commentId: number): void {
    const comment = pull.comments.get(commentId);
    if (comment === undefined) return;
    this.given.push({ comment, shown: shownAt(pull, commitOf(pull.repository, pull.head.sha)) });
  }

  /** After every change at GitHub: what each head there ever was might show from now on. */
  changed(): void {
    this.#tick += 1;
    for (const pull of this.#repository.pulls.values()) {
      if (pull.state !== 'open') continue;
      const heads = this.#heads.get(pull.number) ?? new Set();
      this.#heads.set(pull.number, heads.add(pull.head.sha));
      for (const sha of heads) this.#note(pull, sha);
      this.#remember(pull);
    }
  }

  #remember(pull: Pull): void {
    const said = shownAt(pull, commitOf(pull.repository, pull.head.sha));
    const before = this.shown.get(pull.number) ?? [];
    if (before.at(-1)?.shown !== said || before.at(-1)?.sha !== pull.head.sha)
      this.shown.set(pull.number, [
        ...before,
        { at: pull.updatedAt, base: pull.base.ref, sha: pull.head.sha, shown: said },
      ]);
  }

  #note(pull: Pull, sha: string): void {
    const key = `${pull.number}/${sha}`;
    const moments = this.#moments.get(key) ?? [];
    this.#moments.set(key, moments);
    const green = mayBeGreen(pull, sha, this.given, false);
    if (moments.at(-1)?.green !== green) moments.push({ tick: this.#tick, green });
  }

  /** A look that began at `from` leads to this check, if it gets that far. */
  desires(pull: number, sha: string, from: number, conclusion: string | null, summary: string): void {
    const key = `${pull}/${sha}`;
    const said = essence(conclusion, summary);
    this.#desired.set(key, [...(this.#desired.get(key) ?? []), { from, said }]);
  }

  /** Looks for checks that were written since the last call. */
  written(): void {
    for (const pull of this.#repository.pulls.values())
      for (const sha of this.#heads.get(pull.number) ?? [])
        for (const run of this.#repository.runsBySha.get(sha) ?? [])
          if (run.name === GATE) this.#weigh(pull, run);
  }

  #weigh(pull: Pull, run: CheckRun): void {
    const said = essence(run.conclusion, run.output.summary);
    if (this.#seen.get(run.id) === said) return;
    this.#seen.set(run.id, said);
    this.writes += 1;
    if (run.conclusion !== 'success') return;
    this.greens += 1;
    const key = `${pull.number}/${run.suite.headSha}`;
    const desired = this.#desired.get(key)?.findLast((one) => one.said === said);
    const short = `#${pull.number} ${run.suite.headSha.slice(0, 7)}`;
    if (desired === undefined) this.problems.push(`${short} was turned green by no look at it`);
    else if (!this.#allowed(key, desired.from))
      this.problems.push(
        `${short} was turned green at ${this.#tick} by a look begun at ${desired.from}, and might not be green since (${run.output.title})`,
      );
  }

  #allowed(key: string, from: number): boolean {
    const moments = this.#moments.get(key) ?? [];
    const standing = moments.findLast(({ tick }) => tick <= from);
    return standing?.green === true || moments.some(({ tick, green }) => tick > from && green);
  }
}
