// The outcome of the demo as one JSON object, for machines.

import { CHECK } from './acme.ts';
import { rowsOf } from './board.ts';
import type { Invariant } from './invariants.ts';
import type { Stage } from './stage.ts';

interface ReportedCheck {
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string | null;
}

export interface Report {
  readonly pulls: readonly {
    readonly repository: string;
    readonly number: number;
    /** GitHub's own word: a merged pull request is closed. */
    readonly state: 'open' | 'closed';
    readonly checks: Readonly<Record<string, ReportedCheck>>;
  }[];
  readonly invariants: readonly { readonly name: string; readonly held: boolean }[];
  readonly requests: { readonly reads: number; readonly writes: number };
}

export function reportOf({ github }: Stage, invariants: readonly Invariant[]): Report {
  const pulls = rowsOf(github).map(({ repository, number, state, check }) => {
    const shown = check && { status: check.status, conclusion: check.conclusion, title: check.output.title };
    const open = state === 'open' || state === 'draft';
    return {
      repository,
      number,
      state: open ? ('open' as const) : ('closed' as const),
      checks: shown ? { [CHECK]: shown } : {},
    };
  });
  const { reads, writes } = github.requestCounts();
  return {
    pulls,
    invariants: invariants.map(({ name, held }) => ({ name, held })),
    requests: { reads, writes },
  };
}
