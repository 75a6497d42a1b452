// The outcome of the demo as one JSON object, for machines.

import type { CheckRun } from '../github/state/model.ts';
import { CHECK, GATE } from './acme.ts';
import { checkOn, rowsOf } from './board.ts';
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

const reported = ({ status, conclusion, output }: CheckRun): ReportedCheck => ({
  status,
  conclusion,
  title: output.title,
});

export function reportOf({ github }: Stage, invariants: readonly Invariant[]): Report {
  const pulls = rowsOf(github).map(({ repository, number, state }) => {
    const checks = [CHECK, GATE].flatMap((name) => {
      const check = checkOn(github, repository, number, name);
      return check ? [[name, reported(check)] as const] : [];
    });
    const open = state === 'open' || state === 'draft';
    return {
      repository,
      number,
      state: open ? ('open' as const) : ('closed' as const),
      checks: Object.fromEntries(checks),
    };
  });
  const { reads, writes } = github.requestCounts();
  return {
    pulls,
    invariants: invariants.map(({ name, held }) => ({ name, held })),
    requests: { reads, writes },
  };
}
