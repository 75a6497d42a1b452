// The schemas as editors read them, made from the registry. `test/policy/publish.ts` writes them to `schemas/`,
// and a test fails when a written one is stale.

import { FILE_KINDS } from './files.ts';

export interface PublishedSchema {
  /** From the root of this repository. */
  readonly path: string;
  readonly text: string;
}

const DIALECT = 'http://json-schema.org/draft-07/schema#';

export function publishedSchemas(): readonly PublishedSchema[] {
  return FILE_KINDS.map(({ name, schema }) => {
    const { $id, title, description, ...rest } = schema;
    const text = JSON.stringify({ $schema: DIALECT, $id, title, description, ...rest }, null, 2);
    return { path: `schemas/${name}.schema.json`, text: `${text}\n` };
  });
}
