// The ideas and their ledger as people look at them: in order, page by page, and never those of another account.

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createIdeaLedger } from '../../src/adapters/postgres/idea-ledger.ts';
import { createIdeaRecords } from '../../src/adapters/postgres/ideas.ts';
import { createPools, type Pools } from '../../src/adapters/postgres/pools.ts';
import { DEFAULT_IDEA_RULES } from '../../src/core/ideas/defaults.ts';
import type { Entry } from '../../src/core/ideas/record.ts';
import type { InstallationId, IssueNumber, RepositoryId, TraceId } from '../../src/core/ids.ts';
import type { IdeaLedger, LedgerLine, LedgerRange } from '../../src/ports/idea-ledger.ts';
import { createDatabase, type TestDatabase } from '../support/cluster.ts';
import { ideaBody } from '../support/idea.ts';
import { keptIdea } from '../support/kept-idea.ts';

const OURS = 101 as InstallationId;
const THEIRS = 202 as InstallationId;
const SHOP = 1010 as RepositoryId;
const SITE = 1011 as RepositoryId;
const HIDDEN = 2020 as RepositoryId;
const TRACE = 'trace' as TraceId;
/** More than two pages. */
const MANY = 2_300;

let database: TestDatabase;
let pools: Pools;
let ledger: IdeaLedger;

async function repository(tenant: InstallationId, id: RepositoryId, name: string): Promise<void> {
  await createIdeaRecords(pools.app).writing(tenant, async (writer) => {
    await writer.saveInstallation({ accountId: 1, accountLogin: 'acme', status: 'active' });
    await writer.saveRepository({
      ...{ id, owner: 'acme', name, defaultBranch: 'main', status: 'active' },
      ...{ gatesActive: false, configuration: null },
    });
  });
}

const keep = (tenant: InstallationId, kept: ReturnType<typeof keptIdea>): Promise<void> =>
  createIdeaRecords(pools.app).writing(tenant, async (writer) => {
    await writer.saveIdea(kept.idea);
    await writer.enter(kept.idea, kept.entries, TRACE);
  });

async function lines(range: Partial<LedgerRange> = {}, tenant = OURS): Promise<LedgerLine[]> {
  const all: LedgerLine[] = [];
  for await (const page of ledger.lines(tenant, { from: null, to: null, ...range })) all.push(...page);
  return all;
}

beforeAll(async () => {
  database = await createDatabase();
  pools = createPools(database.url, () => undefined, 4);
  ledger = createIdeaLedger(pools.app);
  await repository(OURS, SHOP, 'shop');
  await repository(OURS, SITE, 'Site');
  await repository(THEIRS, HIDDEN, 'shop');
  await keep(OURS, keptIdea(12, { repositoryId: SHOP }));
  await keep(OURS, keptIdea(3, { repositoryId: SHOP, body: ideaBody({ effort: '' }) }));
  await keep(OURS, keptIdea(1, { repositoryId: SITE }));
  await keep(THEIRS, keptIdea(12, { repositoryId: HIDDEN }));
});

afterAll(async () => {
  await pools.end();
  await database.drop();
});

describe('the list of ideas', () => {
  const all = { repository: null, status: null };

  test('has those of one account, by repository and number', async () => {
    const found = await ledger.list(OURS, all);
    const byName = Map.groupBy(found ?? [], ({ repository: at }) => at);
    expect(byName.get('acme/shop')?.map(({ number }) => number)).toEqual([3, 12]);
    expect(byName.get('acme/Site')?.map(({ number }) => number)).toEqual([1]);
    expect(found).toHaveLength(3);
    expect(found?.find(({ number }) => number === 12)).toEqual({
      ...{ repository: 'acme/shop', number: 12, title: 'Idea 12', status: 'APPROVED', score: 9.3 },
      ...{ band: 'approved', version: 1, project: null, gone: false },
      url: 'https://github.com/acme/shop/issues/12',
      changedAt: '2026-11-20T12:00:00.000Z',
    });
  });

  test('is of one repository or of one status when asked, whatever the case of the name', async () => {
    const site = await ledger.list(OURS, { ...all, repository: { owner: 'ACME', name: 'site' } });
    expect(site?.map(({ number }) => number)).toEqual([1]);
    const pending = await ledger.list(OURS, { ...all, status: 'PENDING' });
    expect(pending?.map(({ number }) => number)).toEqual([3]);
  });

  test('of a repository that is not known is none', async () => {
    expect(await ledger.list(OURS, { ...all, repository: { owner: 'acme', name: 'nope' } })).toBeNull();
  });
});

describe('one idea', () => {
  const shop = { owner: 'acme', name: 'shop' };

  test('is found by repository and number, with the rules in force', async () => {
    const { idea } = keptIdea(12, { repositoryId: SHOP });
    expect(await ledger.find(OURS, shop, 12)).toEqual({ idea, rules: null });
    await createIdeaRecords(pools.app).writing(OURS, (writer) =>
      writer.saveIdeaConfiguration(SHOP, {
        ...{ source: 'default', rules: DEFAULT_IDEA_RULES, form: null, problems: [] },
      }),
    );
    expect((await ledger.find(OURS, shop, 12))?.rules).toEqual(DEFAULT_IDEA_RULES);
  });

  test('that is not there is not found, be it another number, repository or account', async () => {
    expect(await ledger.find(OURS, shop, 13)).toBeNull();
    expect(await ledger.find(OURS, { ...shop, name: 'nope' }, 12)).toBeNull();
    expect(await ledger.find(THEIRS, shop, 3)).toBeNull();
  });
});

describe('the ledger', () => {
  test('tells who did what, with old and new values', async () => {
    const [line] = await lines({
      about: { repositoryId: SHOP, issueNumber: 12 as IssueNumber },
    });
    expect(line).toMatchObject({
      ...{ repository: 'acme/shop', repositoryId: SHOP, number: 12, version: 1 },
      ...{ actor: 'mona', actorId: 5, action: 'submitted', before: null, reason: null, trace: TRACE },
      after: { status: 'APPROVED', score: 9.3, fields: { pod: 'checkout' } },
    });
  });

  test('T-116 is of one account only', async () => {
    expect(new Set((await lines()).map(({ repositoryId }) => repositoryId))).toEqual(new Set([SHOP, SITE]));
    expect((await lines({}, THEIRS)).map(({ repositoryId }) => repositoryId)).toEqual([HIDDEN]);
  });

  test('comes in the order in which it was written, a bounded number at a time, each line once', async () => {
    const { idea, entries } = keptIdea(900, { repositoryId: SITE });
    const [entry] = entries;
    if (entry === undefined) throw new Error('nothing was entered');
    const many: Entry[] = Array.from({ length: MANY }, (_, index) => ({ ...entry, version: index + 1 }));
    await createIdeaRecords(pools.app).writing(OURS, (writer) => writer.enter(idea, many, TRACE));
    const sizes: number[] = [];
    const versions: number[] = [];
    for await (const page of ledger.lines(OURS, { from: null, to: null, about: idea })) {
      sizes.push(page.length);
      versions.push(...page.map(({ version }) => version));
    }
    expect(sizes).toEqual([1_000, 1_000, 300]);
    expect(versions).toEqual(many.map(({ version }) => version));
  });

  test('begins at `from` and ends before `to`', async () => {
    const [first] = await lines();
    const at = first?.at ?? '';
    expect((await lines({ from: at })).length).toBeGreaterThan(0);
    expect(await lines({ to: at })).toEqual([]);
    expect(await lines({ from: '2999-01-01T00:00:00.000Z' })).toEqual([]);
  });
});
