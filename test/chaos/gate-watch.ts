// The witness of F12: what GitHub's state allowed at every moment, when each look at a gate began, and what was written because of it.
// Its rule: a green check on a commit is right when, for each pull request that our rows had at this commit while it was written, it
// might be green at some moment between the beginning of the look it came from and the write, and for the base branch in our rows.

import type { GitHub } from '../github/simulator.ts';
import { commitOf } from '../github/state/git.ts';
import type { CheckRun, Pull, Repository } from '../github/state/model.ts';
import { type Given, isJudged, mayBeGreen, shownAt } from './gate-oracle.ts';

export const GATE = 'clos/stage-gate';

interface Moment {
  readonly tick: number;
  readonly green: boolean;
  readonly base: string;
  readonly judged: boolean;
  /** What was done in that moment. */
  readonly cause: string;
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
  readonly green: boolean;
}

/** A pull request as our rows have it. */
export interface Known {
  readonly number: number;
  readonly base: string;
}

interface Group {
  readonly base: string;
  readonly members: readonly { readonly number: number; readonly sha: string }[];
}

/** Several that share a commit are told of above what the strictest says. */
const NOTE = /^This commit is the head of [^\n]*\n\n/;
const essence = (conclusion: string | null, summary: string | null): string =>
  `${conclusion}|${summary?.replace(NOTE, '')}`;

/** Of one repository. */
export class Witness {
  readonly problems: string[] = [];
  readonly given: Given[] = [];
  /** By pull request. */
  readonly shown = new Map<number, readonly Shown[]>();
  writes = 0;
  greens = 0;
  answers = 0;
  readonly #repository: Repository;
  readonly #moments = new Map<string, Moment[]>();
  readonly #heads = new Map<number, Set<string>>();
  readonly #desired = new Map<string, Desired[]>();
  readonly #known = new Map<string, readonly Known[]>();
  readonly #groups = new Map<string, Group>();
  readonly #answering = new Map<string, number>();
  readonly #seen = new Map<number, string>();
  #tick = 0;

  constructor(github: GitHub, name: string) {
    this.#repository = github.repository(name);
  }

  get now(): number {
    return this.#tick;
  }

  headsOf({ number }: Pull): readonly string[] {
    return [...(this.#heads.get(number) ?? [])];
  }

  approved(pull: Pull, commentId: number): void {
    const comment = pull.comments.get(commentId);
    if (comment === undefined) return;
    this.given.push({ comment, shown: shownAt(pull, commitOf(pull.repository, pull.head.sha)) });
  }

  /** After every change at GitHub: what each head there ever was might show from now on. */
  changed(cause: string): void {
    this.#tick += 1;
    for (const pull of this.#repository.pulls.values()) {
      if (pull.state !== 'open') continue;
      const heads = this.#heads.get(pull.number) ?? new Set();
      this.#heads.set(pull.number, heads.add(pull.head.sha));
      for (const sha of heads) this.#note(pull, sha, cause);
      this.#remember(pull);
    }
    for (const { headSha, baseRef, pulls } of this.#repository.mergeGroups.values()) {
      const members = pulls.map((number) => ({
        number,
        sha: this.#repository.pulls.get(number)?.head.sha ?? '',
      }));
      if (!this.#groups.has(headSha)) this.#groups.set(headSha, { base: baseRef, members });
    }
  }

  #remember(pull: Pull): void {
    const said = shownAt(pull, commitOf(pull.repository, pull.head.sha));
    const before = this.shown.get(pull.number) ?? [];
    const last = before.at(-1);
    if (last?.shown !== said || last.sha !== pull.head.sha || last.base !== pull.base.ref)
      this.shown.set(pull.number, [
        ...before,
        { at: pull.updatedAt, base: pull.base.ref, sha: pull.head.sha, shown: said },
      ]);
  }

  #note(pull: Pull, sha: string, cause: string): void {
    const key = `${pull.number}/${sha}`;
    const moments = this.#moments.get(key) ?? [];
    this.#moments.set(key, moments);
    const now = {
      green: mayBeGreen(pull, sha, this.given, false),
      base: pull.base.ref,
      judged: isJudged(pull),
    };
    const last = moments.at(-1);
    if (last?.green !== now.green || last.base !== now.base || last.judged !== now.judged)
      moments.push({ tick: this.#tick, ...now, cause });
  }

  /** What was done when it could no longer be green, and when; null while it may be. */
  lostBy({ number, head }: Pull): { readonly tick: number; readonly cause: string } | null {
    const moments = this.#moments.get(`${number}/${head.sha}`) ?? [];
    if (moments.at(-1)?.green === true) return null;
    const lost = moments.slice(moments.findLastIndex(({ green }) => green) + 1);
    return lost[0] ?? null;
  }

  /** A look that began at `from` leads to this check, if it gets that far. */
  desires(pull: number, sha: string, from: number, conclusion: string | null, summary: string): void {
    const key = `${pull}/${sha}`;
    const said = essence(conclusion, summary);
    const one = { from, said, green: conclusion === 'success' };
    this.#desired.set(key, [...(this.#desired.get(key) ?? []), one]);
  }

  /** Whether a look at this pull request ever turned this commit green, so that the green is its own. */
  earned({ number, head }: Pull): boolean {
    return (this.#desired.get(`${number}/${head.sha}`) ?? []).some(({ green }) => green);
  }

  /** What our rows had at this commit when it was decided to write its check. */
  delivers(sha: string, known: readonly Known[]): void {
    this.#known.set(sha, known);
  }

  /** Of a group that is answered again nothing but what changed for our rows is looked at. */
  answersGroup(sha: string, from: number): void {
    if (!this.#answering.has(sha)) this.#answering.set(sha, from);
  }

  /** Looks for checks that were written since the last call. */
  written(): void {
    const shas = [...this.#heads.values()].flatMap((heads) => [...heads]);
    for (const sha of new Set([...shas, ...this.#groups.keys()]))
      for (const run of this.#repository.runsBySha.get(sha) ?? []) if (run.name === GATE) this.#weigh(run);
  }

  #weigh(run: CheckRun): void {
    const said = essence(run.conclusion, run.output.summary);
    if (this.#seen.get(run.id) === said) return;
    this.#seen.set(run.id, said);
    this.writes += 1;
    if (run.conclusion !== 'success') return;
    this.greens += 1;
    const sha = run.suite.headSha;
    const group = this.#groups.get(sha);
    if (group) this.#weighGroup(sha, group, run);
    else this.#weighHead(sha, said, run);
  }

  #weighHead(sha: string, said: string, { output: { title } }: CheckRun): void {
    const known = this.#known.get(sha) ?? [];
    let looks = 0;
    for (const { number, base } of known) {
      const key = `${number}/${sha}`;
      const all = this.#desired.get(key) ?? [];
      const its = all.findLast((one) => one.said === said) ?? all.findLast(({ green }) => green);
      looks += its === undefined ? 0 : 1;
      const short = `#${number} ${sha.slice(0, 7)}`;
      if (its === undefined) {
        if (this.#mustBeJudged(key, base)) this.problems.push(`${short} was turned green by no look at it`);
      } else if (!this.#allowed(key, its.from, base))
        this.problems.push(
          `${short} was turned green at ${this.#tick} by a look begun at ${its.from}, and might not be green into ${base} since (${title})`,
        );
    }
    if (known.length > 0 && looks === 0)
      this.problems.push(`${sha.slice(0, 7)} was turned green by no look at all`);
  }

  #weighGroup(sha: string, { base, members }: Group, { output: { title } }: CheckRun): void {
    this.answers += 1;
    const from = this.#answering.get(sha);
    for (const { number, sha: head } of members)
      if (from === undefined || !this.#allowed(`${number}/${head}`, from, base))
        this.problems.push(
          `the merge queue was answered green at ${this.#tick} for #${number} ${head.slice(0, 7)} by a look begun at ${from}, and it might not be green into ${base} since (${title})`,
        );
  }

  #mustBeJudged(key: string, base: string): boolean {
    const moments = (this.#moments.get(key) ?? []).filter((one) => one.base === base);
    return moments.length > 0 && moments.every(({ judged }) => judged);
  }

  #allowed(key: string, from: number, base: string): boolean {
    const moments = this.#moments.get(key) ?? [];
    const fits = (one: Moment | undefined): boolean => one?.green === true && one.base === base;
    const standing = moments.findLast(({ tick }) => tick <= from);
    return fits(standing) || moments.some((one) => one.tick > from && fits(one));
  }
}
