// Tenancy as the database enforces it: forced row-level security, an app role that owns nothing, an audit log nobody rewrites.

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLedger } from '../../src/adapters/postgres/ledger.ts';
import { createPools, type Pools } from '../../src/adapters/postgres/pools.ts';
import { deleteOldDeliveries } from '../../src/adapters/postgres/retention.ts';
import { inTransaction } from '../../src/adapters/postgres/tenant.ts';
import type { InstallationId, RepositoryId, TraceId } from '../../src/core/ids.ts';
import { createDatabase, type TestDatabase } from '../support/cluster.ts';

const ONE = 101 as InstallationId;
const TWO = 202 as InstallationId;
const TABLES = [
  'installations',
  'repositories',
  'pods',
  'pulls',
  'wip_locks',
  'checks',
  'check_runs',
  'deliveries',
  'entitlements',
  'replies',
  'audit_events',
  'sweeps',
  'merge_groups',
  'configuration_layers',
  'commit_checks',
];

let database: TestDatabase;
let pools: Pools;

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
  }
});

afterAll(async () => {
  await pools.end();
  await database.drop();
});

test('T-116 every table of ours stands under forced row-level security, with the tenant in it', async () => {
  const { rows } = await pools.owner.query<{ name: string; on: boolean; forced: boolean; tenant: boolean }>(`
    SELECT relname AS name, relrowsecurity AS "on", relforcerowsecurity AS forced,
      EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'installation_id' AND a.attnotnull) AS tenant
    FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname`);
  expect(rows.map((row) => row.name).sort()).toEqual([...TABLES].sort());
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

test.each(TABLES)(
  'T-116 a query on %s without a WHERE sees one tenant only, and without a tenant nothing',
  async (table) => {
    expect((await pools.app.query(`SELECT * FROM ${table}`)).rows).toEqual([]);
    const client = await pools.app.connect();
    try {
      await client.query(`BEGIN; SET LOCAL clos.installation_id = '${ONE}'`);
      const { rows } = await client.query<{ installation_id: string }>(
        `SELECT installation_id FROM ${table}`,
      );
      expect(rows.every((row) => Number(row.installation_id) === ONE)).toBe(true);
      await client.query('ROLLBACK');
    } finally {
      client.release();
    }
  },
);

test('T-116 the owner sees both tenants: the control that the rows exist', async () => {
  expect((await pools.owner.query('SELECT DISTINCT installation_id FROM repositories')).rows).toHaveLength(2);
});

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

test('the audit log takes new lines and changes none, not even for its owner', async () => {
  const client = await pools.app.connect();
  try {
    for (const statement of ['UPDATE audit_events SET actor = $$x$$', 'DELETE FROM audit_events']) {
      await client.query(`BEGIN; SET LOCAL clos.installation_id = '${ONE}'`);
      await expect(client.query(statement)).rejects.toThrow(/permission denied|append-only/);
      await client.query('ROLLBACK');
    }
  } finally {
    client.release();
  }
  await expect(pools.owner.query('DELETE FROM audit_events')).rejects.toThrow(/append-only/);
  await expect(pools.owner.query('TRUNCATE audit_events')).rejects.toThrow(/append-only/);
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
