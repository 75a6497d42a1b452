// The schemas as editors read them, made from the registry. `test/policy/publish.ts` writes them to `schemas/`,
// and a test fails when a written one is stale. Evidence has no kind of its own, because teams declare what is in it;
// what is published is the default.

import { DEFAULT_EVIDENCE } from '../core/gates/defaults.ts';
import { FILE_KINDS } from './files.ts';

export interface PublishedSchema {
  /** From the root of this repository. */
  readonly path: string;
  readonly text: string;
}

const DIALECT = 'http://json-schema.org/draft-07/schema#';

const EVIDENCE = {
  $id: 'urn:clos:schema:evidence:1',
  title: 'CLOS evidence',
  description: 'The file .clos/evidence.yml or .clos/evidence.json, where gates.yml declares no schema.',
  type: 'object',
  properties: {
    version: { const: 1, description: 'Version of this file format. May be left out.' },
    ...DEFAULT_EVIDENCE.properties,
  },
};

/** In the order of their paths. */
export function publishedSchemas(): readonly PublishedSchema[] {
  const kinds = FILE_KINDS.map(({ name, schema }) => published(name, schema));
  return [...kinds, published('evidence', EVIDENCE)].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function published(
  name: string,
  {
    $id,
    title,
    description,
    ...rest
  }: { readonly $id?: string; readonly title?: string; readonly description?: string },
): PublishedSchema {
  const text = JSON.stringify({ $schema: DIALECT, $id, title, description, ...rest }, null, 2);
  return { path: `schemas/${name}.schema.json`, text: `${text}\n` };
}
