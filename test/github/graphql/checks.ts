// Check suites and runs in GraphQL. Every app's are seen; whose they are is told by the suite.

import { latestPerName, suiteConclusion, suiteStatus } from '../state/checks.ts';
import type { AppRecord, CheckRun, CheckSuite, Commit, Repository } from '../state/model.ts';
import { type Asker, type Resolvers, require } from './asker.ts';
import { connection, type Paging } from './connection.ts';

type Filter = { readonly appId?: number | null; readonly checkName?: string | null };
type RunFilter = Filter & { readonly checkType?: 'ALL' | 'LATEST' | null };
export type Args<F> = Paging & { readonly filterBy?: F | null };

const passes = (wanted: unknown, found: unknown): boolean =>
  wanted === undefined || wanted === null || wanted === found;

export function suites(asker: Asker, repository: Repository, { sha }: Commit, args: Args<Filter>) {
  require(asker, repository, 'checks');
  const { appId, checkName } = args.filterBy ?? {};
  const here = [...repository.suites.values()].filter(({ headSha, app, runs }) => {
    if (headSha !== sha || !passes(appId, app.id)) return false;
    return checkName === undefined || checkName === null || runs.some(({ name }) => name === checkName);
  });
  return connection('checkSuites', here, args);
}

function runs(suite: CheckSuite, args: Args<RunFilter>) {
  const { appId, checkName, checkType } = args.filterBy ?? {};
  // GitHub shows the newest of each name, unless all are asked for.
  const shown = checkType === 'ALL' ? suite.runs : latestPerName(suite.runs).reverse();
  const wanted = shown.filter(({ name }) => passes(checkName, name) && passes(appId, suite.app.id));
  return connection('checkRuns', wanted, args);
}

const loud = (word: string | null): string | null => word?.toUpperCase() ?? null;

const Suite: Resolvers<CheckSuite> = {
  databaseId: ({ id }) => id,
  app: ({ app }) => app,
  status: (suite) => loud(suiteStatus(suite)),
  conclusion: (suite) => loud(suiteConclusion(suite)),
  checkRuns: (suite, args) => runs(suite, args),
};

const Run: Resolvers<CheckRun> = {
  databaseId: ({ id }) => id,
  name: ({ name }) => name,
  status: ({ status }) => loud(status),
  conclusion: ({ conclusion }) => loud(conclusion),
  startedAt: ({ startedAt }) => startedAt,
  completedAt: ({ completedAt }) => completedAt,
};

const App: Resolvers<AppRecord> = {
  databaseId: ({ id }) => id,
  slug: ({ slug }) => slug,
  name: ({ name }) => name,
};

export const checkResolvers = { CheckSuite: Suite, CheckRun: Run, App };
