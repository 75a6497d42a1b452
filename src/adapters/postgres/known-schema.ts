// Which schema this code knows: the journal of its migrations, and nothing else, says so.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PACKAGE = new URL('../../../', import.meta.url);

export interface KnownSchema {
  readonly folder: string;
  /** How many migrations there are, and when the newest was made: the order in which they are applied. */
  readonly count: number;
  readonly newest: number;
  /** Of this package: what is told to whoever meets a database that a newer one migrated. */
  readonly version: string;
}

interface Journal {
  readonly entries: readonly { readonly when: number }[];
}

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** @param folder another one than ours, for tests that play a later version. */
export function knownSchema(folder = fileURLToPath(new URL('migrations', PACKAGE))): KnownSchema {
  const { entries } = json(`${folder}/meta/_journal.json`) as Journal;
  const { version } = json(fileURLToPath(new URL('package.json', PACKAGE))) as { version: string };
  return { folder, count: entries.length, newest: Math.max(...entries.map(({ when }) => when)), version };
}
