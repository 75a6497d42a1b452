// What GitHub shows on the heads of open pull requests at rest: at the end of a story, and in between where nothing we were told of waits.

import type { CheckRun, Pull } from '../github/state/model.ts';
import { isJudged, mayBeGreen } from './gate-oracle.ts';
import type { Scene } from './gate-scene.ts';
import { traceOf } from './gate-trace.ts';
import { GATE, type Witness } from './gate-watch.ts';
import type { Query } from './truth.ts';

type Told = Scene & { readonly witness: Witness };

const openOf = ({ github, name }: Told): Pull[] =>
  [...github.repository(name).pulls.values()].filter(({ state }) => state === 'open');

const gatesShown = ({ github, name }: Told, { number }: Pull): CheckRun[] =>
  github.visibleChecks(name, number).filter((run) => run.name === GATE);

/**
 * GitHub shows one check for all whose head this is: green only when it may be for each that is judged. Where none is, what another pull
 * request earned at this commit before it was closed stands as GitHub has it: no branch that is judged can be entered by it.
 */
function mayShowGreen(tale: Told, pull: Pull, granted: boolean): boolean {
  const { head } = pull;
  const judged = openOf(tale).filter((one) => one.head.sha === head.sha && isJudged(one));
  if (judged.length === 0)
    return !tale.witness.earned(pull) && gatesShown(tale, pull)[0]?.conclusion === 'success';
  return judged.every((one) => mayBeGreen(one, head.sha, tale.witness.given, granted));
}

/** A green that would not be given by now. */
export const keptProblems = (tale: Told): string[] =>
  openOf(tale)
    .filter((pull) => gatesShown(tale, pull)[0]?.conclusion === 'success' && !mayShowGreen(tale, pull, false))
    .map((pull) => `#${pull.number} into ${pull.base.ref} is still green at ${tale.witness.now}`);

export async function shownProblems(query: Query, tale: Told): Promise<string[]> {
  const wrong = openOf(tale).flatMap((pull) => {
    const problem = shownProblem(tale, pull);
    return problem === null ? [] : [{ pull, problem }];
  });
  return Promise.all(
    wrong.map(async ({ pull, problem }) => `${problem}${await traceOf(query, pull, tale.witness)}`),
  );
}

function shownProblem(tale: Told, pull: Pull): string | null {
  const runs = gatesShown(tale, pull);
  const here = `#${pull.number} into ${pull.base.ref}`;
  const isSilent = openOf(tale).some((one) => one.head.sha === pull.head.sha && !isJudged(one));
  const isQuiet = isSilent && !openOf(tale).some((one) => one.head.sha === pull.head.sha && isJudged(one));
  if (runs.length !== 1 && !(runs.length === 0 && isQuiet)) return `${here} shows ${runs.length} checks`;
  const green = mayShowGreen(tale, pull, true);
  const shown = runs[0]?.conclusion ?? runs[0]?.status;
  // What was shown for one that is judged no longer may stay red, for others on the same commit too.
  if ((shown === 'success') === green || (shown !== 'success' && isSilent)) return null;
  const should = green ? 'should be green' : 'should not be green';
  return `${here} shows ${shown} and ${should} (${runs[0]?.output.title})`;
}
