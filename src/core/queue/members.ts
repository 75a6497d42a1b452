// Which pull requests a merge group holds. The payload does not say; the queue's branches do: each is named after its pull request
// and after the commit it was built on, which is the head of the entry before it, or the base.
// Invariant: a chain that cannot be followed to the group's base is an unknown member, never a shorter group.

import { type PullNumber, pullNumber, type Sha, sha } from '../ids.ts';
import type { MergeGroup, QueueRef } from './model.ts';

/** GitHub's largest group is 100; entries of the groups before it may stand below. */
const LONGEST_CHAIN = 1_000;

const QUEUE_REF = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-([1-9]\d{0,8})-([0-9a-f]{40}|[0-9a-f]{64})$/;

export interface QueueEntry {
  readonly base: string;
  readonly number: PullNumber;
  /** What the entry was built on. */
  readonly parent: Sha;
}

/** Null when the branch is not named as GitHub names those of its queue. */
export function parseQueueRef(ref: string): QueueEntry | null {
  const [, base, number, parent] = QUEUE_REF.exec(ref) ?? [];
  if (base === undefined || number === undefined || parent === undefined) return null;
  return { base, number: pullNumber(Number(number)), parent: sha(parent) };
}

export type Membership =
  | { readonly kind: 'members'; readonly numbers: readonly PullNumber[] }
  | {
      readonly kind: 'unknown';
      readonly problem: UnknownStep;
      /** The branch or commit where the chain could not be followed. */
      readonly at: string;
      /** Found before that, the last entry first. */
      readonly numbers: readonly PullNumber[];
    };

export type UnknownStep = 'strange-name' | 'broken-chain' | 'circle' | 'too-long';

/** @param refs the branches of the queue, of whatever base. First in line comes first in the answer. */
export function membersOf(group: MergeGroup, refs: readonly QueueRef[]): Membership {
  const own = parseQueueRef(group.headRef);
  if (own === null) return { kind: 'unknown', problem: 'strange-name', at: group.headRef, numbers: [] };
  return follow(group, own, entriesByHead(refs, own.base));
}

function entriesByHead(refs: readonly QueueRef[], base: string): ReadonlyMap<string, QueueEntry> {
  const entries = new Map<string, QueueEntry>();
  for (const { ref, headSha } of refs) {
    const entry = parseQueueRef(ref);
    // A base `a` also lists the branches of a base `a/b`.
    if (entry?.base === base) entries.set(headSha, entry);
  }
  return entries;
}

/**
 * Also past the group's own parent: where only a group's last entry must pass, the entries below it land with it unasked.
 * They stand below `baseSha`, so from there on a missing branch has simply landed.
 */
function follow(group: MergeGroup, own: QueueEntry, entries: ReadonlyMap<string, QueueEntry>): Membership {
  const numbers: PullNumber[] = [own.number];
  const seen = new Set<string>([group.headSha]);
  let reached = own.parent === group.baseSha;
  for (let parent = own.parent; ; ) {
    if (seen.has(parent)) return { kind: 'unknown', problem: 'circle', at: parent, numbers };
    if (numbers.length >= LONGEST_CHAIN) return { kind: 'unknown', problem: 'too-long', at: parent, numbers };
    const below = entries.get(parent);
    if (!below) break;
    seen.add(parent);
    numbers.push(below.number);
    parent = below.parent;
    reached ||= parent === group.baseSha;
    own = below;
  }
  if (!reached) return { kind: 'unknown', problem: 'broken-chain', at: own.parent, numbers };
  return { kind: 'members', numbers: [...new Set(numbers)].reverse() };
}
