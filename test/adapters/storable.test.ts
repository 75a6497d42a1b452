// Whatever a text holds, it can be kept: PostgreSQL refuses NUL and halves of surrogate pairs, and saving would fail for ever.

import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layerReader, layerWriter } from '../../src/adapters/postgres/configuration.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { createPools, type Pools } from '../../src/adapters/postgres/pools.ts';
import { jsonText, storable } from '../../src/adapters/postgres/storable.ts';
import { inSession, inTransaction } from '../../src/adapters/postgres/tenant.ts';
import type { InstallationId } from '../../src/core/ids.ts';
import type { StoredLayer } from '../../src/ports/configurations.ts';
import { createDatabase, type TestDatabase } from '../support/cluster.ts';

const TENANT = 7 as InstallationId;

let database: TestDatabase;
let pools: Pools;

beforeAll(async () => {
  database = await createDatabase();
  await migrate(database.url);
  pools = createPools(database.url, () => undefined, 2);
});

afterAll(async () => {
  await pools.end();
  await database.drop();
});

/** Text as it may come: with NUL, halves of pairs, backslashes before what looks like an escape. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\0',
        '\ud800',
        '\udfff',
        '\\',
        '\\u0000',
        '\\ud800',
        'u0000',
        '"',
        '😀',
        'é',
        '\n',
        '\u0001',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

const kept = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();

test('C1 T-152 the JSON writer changes NUL and halves of pairs, in keys too, and nothing else', () => {
  fc.assert(
    fc.property(nasty, nasty, (key, value) => {
      const name = `k${key}`;
      expect(JSON.parse(jsonText({ [name]: [value, { value }] }))).toEqual({
        [kept(name)]: [kept(value), { value: kept(value) }],
      });
      expect(storable([value, 1, null])).toEqual([kept(value), 1, null]);
    }),
    { numRuns: 500 },
  );
});

test('C1 T-152 what a layer holds can always be saved, and read again', async () => {
  const layer = (text: string): StoredLayer => ({
    source: 'none',
    value: { [`k${text}`]: text },
    problems: [{ code: 'unreadable', file: text, line: 1, column: 1, message: text, mend: text }],
    notices: [],
    files: [],
  });
  await fc.assert(
    fc.asyncProperty(nasty, async (text) => {
      const stored = await inTransaction(pools.app, TENANT, async (tx) => {
        await layerWriter(tx, TENANT).saveLayer('organization', layer(text));
        return layerReader(tx).layer('organization');
      });
      expect(stored).toEqual(layer(kept(text)));
    }),
    { numRuns: 60 },
  );
});

test('C1 T-152 a text of a statement may hold them too', async () => {
  const rows = await inSession(pools.app, TENANT, (session) =>
    session.rows<{ text: string; list: string[] }>('SELECT $1::text AS text, $2::text[] AS list', [
      'a\0b\ud800',
      ['\0'],
    ]),
  );
  expect(rows).toEqual([{ text: 'a\uFFFDb\uFFFD', list: ['\uFFFD'] }]);
});

test('C1 control: without the writer PostgreSQL refuses both', async () => {
  for (const text of ['\0', '\ud800'])
    await expect(
      inSession(pools.app, TENANT, (session) => session.rows('SELECT $1::jsonb', [JSON.stringify({ text })])),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^database-22P0/) });
});

test('C1 nothing else writes JSON for the database', () => {
  const folder = new URL('../../src/adapters/postgres/', import.meta.url);
  const others = readdirSync(folder).filter((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    return text.includes('JSON.stringify') || /\bjsonb\b.*drizzle-orm/.test(text);
  });
  // A file of the embedded cluster, and the key of a map.
  expect(others).toEqual(['embedded-record.ts', 'storable.ts', 'writer.ts']);
});
