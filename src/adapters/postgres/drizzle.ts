// Drizzle, from its CommonJS build, and the only place that loads it. For each ES module Node looks up the module's package, and
// Drizzle's package.json has 180 KB and a hundred modules that are loaded: that took as long as the rest of the start together.

import { createRequire } from 'node:module';
import { jsonText } from './storable.ts';

const load = createRequire(import.meta.url);

export const { and, asc, desc, eq, inArray, notInArray, sql } = load(
  'drizzle-orm',
) as typeof import('drizzle-orm');
export const { drizzle } = load('drizzle-orm/node-postgres') as typeof import('drizzle-orm/node-postgres');
export const { migrate } = load(
  'drizzle-orm/node-postgres/migrator',
) as typeof import('drizzle-orm/node-postgres/migrator');
export const {
  bigint,
  boolean,
  customType,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
} = load('drizzle-orm/pg-core') as typeof import('drizzle-orm/pg-core');

/** As Drizzle's, but for what is written: see storable.ts. */
export const jsonb = customType<{ data: unknown; driverData: string }>({
  dataType: () => 'jsonb',
  toDriver: jsonText,
});
