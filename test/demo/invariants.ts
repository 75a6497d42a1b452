// What must hold whatever happened, read from the rows and from GitHub's side, never from what the story expects.

import type { Limits } from './acme.ts';
import { promotionsHadEvidence } from './invariants/gates.ts';
import { ideasAreTheirLedgers, promotedOnce } from './invariants/ideas.ts';
import { allOrNone, checksMatchLocks, noMoreHoldersThanSlots } from './invariants/locks.ts';
import type { Probe } from './invariants/probe.ts';
import { databaseEqualsGitHub, nothingAcceptedWasLost } from './invariants/records.ts';
import { asGitHubDescribes, oneCheckPerCommit } from './invariants/writes.ts';
import type { Stage } from './stage.ts';

export interface Invariant {
  readonly name: string;
  readonly held: boolean;
  /** What was looked at, or what is wrong. */
  readonly detail: string;
}

const PROBES: readonly { readonly name: string; readonly probe: Probe }[] = [
  { name: 'never more holders than slots', probe: noMoreHoldersThanSlots },
  { name: 'a slot in each of its pods, or in none', probe: allOrNone },
  { name: 'one check per commit and name', probe: oneCheckPerCommit },
  { name: 'every open pull request shows the check of its locks', probe: checksMatchLocks },
  { name: 'no promotion was merged without its evidence', probe: promotionsHadEvidence },
  { name: "every idea's ledger ends in its status", probe: ideasAreTheirLedgers },
  { name: 'one Discovery issue per promoted idea', probe: promotedOnce },
  { name: 'nothing accepted was lost', probe: nothingAcceptedWasLost },
  { name: 'the database equals GitHub', probe: databaseEqualsGitHub },
  { name: "all that was said matches GitHub's API description", probe: asGitHubDescribes },
];

/** `limits`: the highest that were ever in force. */
export async function verify(stage: Stage, limits: Limits): Promise<Invariant[]> {
  const found: Invariant[] = [];
  for (const { name, probe } of PROBES) {
    try {
      found.push({ name, held: true, detail: await probe(stage, limits) });
    } catch (error) {
      found.push({ name, held: false, detail: (error as Error).message });
    }
  }
  return found;
}
