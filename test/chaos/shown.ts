// What people see: every open pull request shows one `clos/wip` on its head, which says what its lock says, and no commit
// ever got a second one.

import { latestPerName, runsAt } from '../github/state/checks.ts';
import type { CheckRun, Pull, Repository } from '../github/state/model.ts';
import type { LockRow } from './history.ts';
import type { Rules } from './rules.ts';

const CHECK = 'clos/wip';
/** Positions up to this are told exactly; so is the length of a line that is no longer. */
const EXACT = 10;

/** What the title has to say, and the status that goes with it. `line` are the waiting locks in order. */
function expected(
  lock: LockRow | undefined,
  line: readonly LockRow[],
  { mode, limit }: Rules,
): [RegExp, string] {
  const green = 'success';
  const waits = mode === 'warn' ? green : 'queued';
  if (lock?.status === 'held') return [new RegExp(`^Holds slot ${lock.slot} of ${limit}$`), green];
  if (lock === undefined) return [/^Draft: takes a slot when ready/, waits];
  const position = line.indexOf(lock) + 1;
  if (position > EXACT) return [/^(Waiting|Would wait): position /, waits];
  const of = line.length > EXACT ? 'more than \\d+' : String(line.length);
  const title =
    mode === 'warn'
      ? `Would wait: position ${position} `
      : `Waiting: position ${position} of ${of}, limit ${limit}`;
  return [new RegExp(`^${title}`), waits];
}

function says(run: CheckRun, pull: Pull, locks: readonly LockRow[], rules: Rules): string[] {
  const lock = locks.find((one) => one.number === pull.number);
  const line = locks.filter((one) => one.status === 'queued');
  const [title, outcome] = expected(lock, line, rules);
  const problems: string[] = [];
  if ((run.conclusion ?? run.status) !== outcome)
    problems.push(`shows ${run.conclusion ?? run.status} and should show ${outcome} (${run.output.title})`);
  if (!title.test(run.output.title ?? ''))
    problems.push(`says "${run.output.title}" and should match ${title}`);
  if (lock?.status === 'queued' && line.indexOf(lock) < EXACT) {
    const text = `${run.output.summary}${run.output.text}`;
    const unnamed = locks.filter((one) => one.status === 'held' && !text.includes(`/pull/${one.number})`));
    if (unnamed.length > 0)
      problems.push(`does not name the holders ${unnamed.map((one) => `#${one.number}`).join(', ')}`);
  }
  return problems;
}

function shownOf(appId: number, pull: Pull, locks: readonly LockRow[], rules: Rules): string[] {
  const runs = runsAt(pull.repository, pull.head.sha).filter((run) => run.suite.app.id === appId);
  const visible = latestPerName(runs).filter((run) => run.name === CHECK);
  const [run] = visible;
  if (!run || visible.length > 1) return [`shows ${visible.length} checks on its head`];
  return says(run, pull, locks, rules);
}

/** `locks` are the live ones, in the order of the line. */
export function checkProblems(
  appId: number,
  repository: Repository,
  open: readonly Pull[],
  locks: readonly LockRow[],
  rules: Rules,
): string[] {
  const shown = open.flatMap((pull) =>
    shownOf(appId, pull, locks, rules).map((text) => `#${pull.number} ${text}`),
  );
  const doubled = [...repository.runsBySha].flatMap(([sha, runs]) => {
    const ours = runs.filter((run) => run.suite.app.id === appId);
    const names = new Set(ours.map((run) => run.name));
    return ours.length > names.size
      ? [`commit ${sha.slice(0, 8)} has ${ours.length} check runs of ours`]
      : [];
  });
  return [...shown, ...doubled];
}
