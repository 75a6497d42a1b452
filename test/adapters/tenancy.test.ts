// Tenancy as the database enforces it: forced row-level security, an app role that owns nothing, an audit log nobody rewrites.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createGateRecords } from '../../src/adapters/postgres/gates.ts';
import { createIdeaRecords } from '../../src/adapters/postgres/ideas.ts';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { createPools, type Pools } from '../../src/adapters/postgres/pools.ts';
import { deleteOldDeliveries } from '../../src/adapters/postgres/retention.ts';
import { inTransaction } from '../../src/adapters/postgres/tenant.ts';
import { decideIdea } from '../../src/core/ideas/decide.ts';
import { DEFAULT_IDEA_RULES } from '../../src/core/ideas/defaults.ts';
import type {
  InstallationId,
  IssueNumber,
  PullNumber,
  RepositoryId,
  Sha,
  TraceId,
  UserId,
} from '../../src/core/ids.ts';
import type { GateWriter } from '../../src/ports/gate-records.ts';
import type { IdeaWriter } from '../../src/ports/idea-records.ts';
import { createDatabase, type TestDatabase } from '../support/cluster.ts';

const ONE = 101 as InstallationId;
const TWO = 202 as InstallationId;
/** Those that both tenants have rows in; a query that names no tenant is tried on every table there is. */
const FILLED = [
  'repositories',
  'audit_events',
  'gate_configurations',
  'projects',
  'stage_transitions',
  'gate_states',
  'gate_approvals',
  'gate_waivers',
  'idea_configurations',
  'ideas',
  'idea_entries',
  'idea_texts',
  'idea_keys',
];

let database: TestDatabase;
let pools: Pools;
/** All of ours, as the database knows them. */
let tables: readonly string[];

beforeAll(async () => {
  database = await createDatabase();
  pools = createPools(database.url, () => undefined, 4);
  const ledger = createLedger(pools.app);
  for (const tenant of [ONE, TWO]) {
    await ledger.writing(tenant, async (writer) => {
      await writer.saveInstallation({ accountId: 1, accountLogin: `tenant${tenant}`, status: 'active' });
      await writer.saveRepository({
        id: (tenant * 10) as RepositoryId,
        owner: 'o',
        name: 'n',
        defaultBranch: 'main',
        status: 'active',
        gatesActive: false,
        configuration: null,
      });
      await writer.audit(
        [{ actor: 'clos', action: 'test', subject: 's', before: null, after: null }],
        'trace' as TraceId,
      );
    });
    await createGateRecords(pools.app).writing(tenant, (writer) => fill(writer, tenant));
    await createIdeaRecords(pools.app).writing(tenant, (writer) => fillIdeas(writer, tenant));
  }
  const { rows } = await pools.owner.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname`,
  );
  tables = rows.map(({ name }) => name);
});

/** A row in every table of stage gates. */
async function fill(writer: GateWriter, tenant: InstallationId): Promise<void> {
  const repositoryId = (tenant * 10) as RepositoryId;
  const item = { repositoryId, pullNumber: 1 as PullNumber };
  const by = { id: 7 as UserId, login: 'mia' };
  const at = '2026-11-20T12:00:00.000Z';
  const configuration = { source: 'none', rules: null, problems: [], active: true } as const;
  await writer.saveGates(repositoryId, { version: 'v', configuration, projects: [], rulesHash: 'r' });
  await writer.saveApproval(item, { userId: by.id, login: by.login, project: 'shop', binding: 'b' });
  const about = { project: 'shop', stage: 'DISCOVERY', criterion: 'talks', reason: 'r' };
  await writer.saveWaiver(repositoryId, { ...about, by, since: at, until: at });
  const looked = {
    headSha: 'f'.repeat(40) as Sha,
    transitions: [],
    green: true,
    wakeAt: null,
    basis: null,
    readAt: at,
  };
  await writer.saveJudged(item, looked);
  const project = { slug: 'shop', name: 'Shop', pod: null, stage: 'DISCOVERY' };
  await writer.record(
    repositoryId,
    { project, from: null, to: 'DISCOVERY', judged: null },
    'trace' as TraceId,
  );
}

/** A row in every table of ideas. */
async function fillIdeas(writer: IdeaWriter, tenant: InstallationId): Promise<void> {
  const repositoryId = (tenant * 10) as RepositoryId;
  await writer.saveIdeaConfiguration(repositoryId, { source: 'none', rules: null, form: null, problems: [] });
  const { idea, entries } = decideIdea({
    now: '2026-11-20T12:00:00.000Z',
    rules: DEFAULT_IDEA_RULES,
    before: null,
    seen: {
      kind: 'issue',
      issue: {
        ...{ number: 1 as IssueNumber, id: 1, title: 'A wish', url: 'https://example.com/o/n/issues/1' },
        ...{ authorId: 7 as UserId, authorLogin: 'mia', state: 'open', stateReason: null, labels: ['idea'] },
        ...{
          votes: { up: 0, down: 0 },
          createdAt: '2026-11-20T12:00:00Z',
          updatedAt: '2026-11-20T12:00:00Z',
        },
      },
      text: { hash: 'h', fields: [], evidence: 0, redacted: [], shaped: true },
    },
    ...{ repositoryId, repository: 'n', by: { text: null, state: null, place: null }, orders: [] },
    ground: { taken: new Set(), stage: 'DISCOVERY' },
  });
  if (idea === null) throw new Error('it is an idea');
  await writer.saveIdea(idea);
  await writer.enter(idea, entries, 'trace' as TraceId);
  await writer.saveText(idea, { title: 'A wish', problem: 'Something hurts' });
}

afterAll(async () => {
  await pools.end();
  await database.drop();
});

test('T-116 every table of ours stands under forced row-level security, with the tenant in it', async () => {
  const { rows } = await pools.owner.query<{ name: string; on: boolean; forced: boolean; tenant: boolean }>(`
    SELECT relname AS name, relrowsecurity AS "on", relforcerowsecurity AS forced,
      EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'installation_id' AND a.attnotnull) AS tenant
    FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname`);
  expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining(FILLED));
  for (const row of rows) expect(row).toMatchObject({ on: true, forced: true, tenant: true });
});

test('T-116 the app is neither superuser nor owner, and cannot become one by RESET ROLE', async () => {
  const { rows } = await pools.app.query<{ user: string; super: boolean; bypass: boolean; owns: string }>(`
    SELECT current_user AS "user", rolsuper AS super, rolbypassrls AS bypass,
      (SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS owns FROM pg_roles r WHERE rolname = current_user`);
  expect(rows[0]).toEqual({ user: 'clos_app', super: false, bypass: false, owns: '0' });
  await pools.app.query('RESET ROLE');
  expect((await pools.app.query<{ user: string }>('SELECT current_user AS "user"')).rows[0]?.user).toBe(
    'clos_app',
  );
});

test('T-116 a query without a WHERE sees one tenant only, and without a tenant nothing, on every table', async () => {
  const client = await pools.app.connect();
  try {
    for (const table of tables) {
      expect((await client.query(`SELECT * FROM ${table}`)).rows).toEqual([]);
      await client.query(`BEGIN; SET LOCAL clos.installation_id = '${ONE}'`);
      const { rows } = await client.query<{ tenant: string }>(
        `SELECT installation_id AS tenant FROM ${table}`,
      );
      const tenants = [...new Set(rows.map(({ tenant }) => Number(tenant)))];
      expect([table, ...tenants]).toEqual([table, ...(rows.length > 0 ? [ONE] : [])]);
      if (FILLED.includes(table)) expect([table, rows.length > 0]).toEqual([table, true]);
      await client.query('ROLLBACK');
    }
  } finally {
    client.release();
  }
});

test.each(FILLED)(
  'T-116 the owner sees both tenants in %s: the control that the rows exist',
  async (table) => {
    const { rows } = await pools.owner.query(`SELECT DISTINCT installation_id FROM ${table}`);
    expect(rows).toHaveLength(2);
  },
);

test('T-116 a tenant cannot write a row of another tenant', async () => {
  const client = await pools.app.connect();
  try {
    await client.query(`BEGIN; SET LOCAL clos.installation_id = '${ONE}'`);
    await expect(
      client.query(`INSERT INTO pods (installation_id, key, name) VALUES (${TWO}, 'k', 'n')`),
    ).rejects.toThrow(/row-level security/);
    await client.query('ROLLBACK');
    await client.query(`BEGIN; SET LOCAL clos.installation_id = '${ONE}'`);
    const moved = await client.query(`UPDATE repositories SET name = 'taken' WHERE installation_id = ${TWO}`);
    expect(moved.rowCount).toBe(0);
    await client.query('ROLLBACK');
  } finally {
    client.release();
  }
});

test.each([
  ['the audit log', 'audit_events', 'actor'],
  ['the history of stages', 'stage_transitions', 'slug'],
  ['the ledger of ideas', 'idea_entries', 'actor'],
])('%s takes new lines and changes none, not even for its owner', async (_, table, column) => {
  const client = await pools.app.connect();
  try {
    for (const statement of [`UPDATE ${table} SET ${column} = $$x$$`, `DELETE FROM ${table}`]) {
      await client.query(`BEGIN; SET LOCAL clos.installation_id = '${ONE}'`);
      await expect(client.query(statement)).rejects.toThrow(/permission denied|append-only/);
      await client.query('ROLLBACK');
    }
  } finally {
    client.release();
  }
  for (const statement of [
    `UPDATE ${table} SET ${column} = $$x$$`,
    `DELETE FROM ${table}`,
    `TRUNCATE ${table}`,
  ])
    await expect(pools.owner.query(statement)).rejects.toThrow(`${table} is append-only`);
});

test('a project that comes new is written once, whoever else is about to write it', async () => {
  const records = createGateRecords(pools.app);
  const repositoryId = (ONE * 10) as RepositoryId;
  const project = { slug: 'pay', name: 'Pay', pod: null, stage: 'DISCOVERY' };
  const write = () =>
    records.writing(ONE, async (writer) => {
      const known = await writer.lockProjects(repositoryId);
      // Others get the time to look, too.
      await pools.owner.query('SELECT 1');
      if (known.some(({ slug }) => slug === 'pay')) return;
      await writer.record(
        repositoryId,
        { project, from: null, to: 'DISCOVERY', judged: null },
        't' as TraceId,
      );
    });
  await Promise.all([write(), write(), write()]);
  const { rows } = await pools.owner.query("SELECT FROM stage_transitions WHERE slug = 'pay'");
  expect(rows).toHaveLength(1);
});

test('T-130 deliveries are deleted after seven days, quarantined ones after thirty, unfinished ones never', async () => {
  const rows = [
    ['young', 'done', 6],
    ['old', 'done', 8],
    ['ignored', 'ignored', 8],
    ['poison', 'quarantined', 8],
    ['old poison', 'quarantined', 31],
    ['waiting', 'received', 90],
  ] as const;
  for (const [guid, status, days] of rows) {
    await pools.owner.query(
      `INSERT INTO deliveries (installation_id, guid, event, status, received_at, body_hash, body)
       VALUES ($1, $2, 'ping', $3, clos_now() - make_interval(days => $4), '', '')`,
      [guid === 'old' ? TWO : ONE, guid, status, days],
    );
  }
  expect(await deleteOldDeliveries(pools.app)).toBe(3);
  const { rows: left } = await pools.owner.query<{ guid: string }>(
    'SELECT guid FROM deliveries ORDER BY guid',
  );
  expect(left.map((row) => row.guid)).toEqual(['poison', 'waiting', 'young']);
});

test('a transaction is not taken for committed when a statement of it failed and nobody minded', async () => {
  const ended = inTransaction(pools.app, ONE, async (tx) => {
    await tx.execute('SELECT 1 / 0').catch(() => undefined);
  });
  await expect(ended).rejects.toMatchObject({ code: 'rolled-back' });
});
