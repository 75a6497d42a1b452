// Other apps' checks on a commit. Only the app that was named counts, whatever others call theirs (T-18), and of its runs the newest.

import type { CheckState, DeclaredCheck, Known } from '../../core/gates/model.ts';
import { type Listing, type Lists, PAGE_INFO } from './gate-lists.ts';
import type { Data } from './graphql.ts';

/** Of suites with a run of that name by that app there is usually one. */
const SUITES = 20;
/** GitHub gives the newest run of each name in a suite. */
const RUNS = 10;

const aliasOf = (index: number): string => `c${index}`;

/** GitHub filters by the id of an app; who is known by slug only is told apart here. */
export function checkListing({ name, app }: DeclaredCheck, index: number): Listing {
  const alias = aliasOf(index);
  const filter = { checkName: name, ...(typeof app === 'number' ? { appId: app } : {}) };
  return {
    alias,
    within: 'commit',
    below: [],
    missing: 'GitHub no longer has the commit',
    piece: {
      text: `${alias}: checkSuites(first: ${SUITES}, after: $after_${alias}, filterBy: $${alias}) {
        nodes {
          ${typeof app === 'number' ? '' : 'app { slug }'}
          checkRuns(first: ${RUNS}, filterBy: $runs_${alias}) { nodes { status conclusion startedAt } }
        }
        ${PAGE_INFO}
      }`,
      types: { [alias]: 'CheckSuiteFilter', [`runs_${alias}`]: 'CheckRunFilter' },
      values: { [alias]: filter, [`runs_${alias}`]: { ...filter, checkType: 'LATEST' } },
    },
  };
}

interface Run {
  readonly status: string;
  readonly conclusion: string | null;
  readonly startedAt: string | null;
}

interface Suite extends Data {
  readonly app?: { readonly slug: string } | null;
  readonly checkRuns: { readonly nodes: readonly Run[] | null } | null;
}

type Found = Known<Run | null>;

const unknown = (because: string): Found => ({ kind: 'unknown', because });

function newest(suites: readonly Suite[]): Found {
  const runs: Run[] = [];
  for (const { checkRuns } of suites) {
    if (!checkRuns?.nodes) return unknown('GitHub could not list the runs of a check');
    runs.push(...checkRuns.nodes);
  }
  // One that has not begun yet is newer than any that has; of equals, the later in the list.
  const order = (run: Run): number => Date.parse(run.startedAt ?? '') || Number.POSITIVE_INFINITY;
  const last = runs.reduce<Run | null>((best, run) => (best && order(best) > order(run) ? best : run), null);
  return { kind: 'known', value: last };
}

function runOf({ app, name }: DeclaredCheck, suites: readonly Suite[]): Found {
  if (typeof app === 'number') return newest(suites);
  const theirs = suites.filter((suite) => suite.app?.slug === app);
  const nameless = suites.some((suite) => !suite.app);
  if (theirs.length === 0 && nameless)
    return unknown(`GitHub does not say which app ran \`${name}\`; name the app by its numeric id`);
  return newest(theirs);
}

const stateOf = (key: string, { status, conclusion }: Run): CheckState => ({
  key,
  conclusion: status === 'COMPLETED' ? (conclusion?.toLowerCase() ?? null) : null,
});

export function readChecks(declared: readonly DeclaredCheck[], lists: Lists): Known<readonly CheckState[]> {
  const states: CheckState[] = [];
  for (const [index, check] of declared.entries()) {
    const suites = lists.of(aliasOf(index));
    if (suites.kind === 'unknown') return suites;
    const run = runOf(check, suites.value as readonly Suite[]);
    if (run.kind === 'unknown') return run;
    if (run.value !== null) states.push(stateOf(check.key, run.value));
  }
  return { kind: 'known', value: states };
}
