// GitHub's GraphQL schema, as GitHub publishes it. Large: it is read when the first query comes, and kept.

import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';

let loaded: GraphQLSchema | null = null;

const source = new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema'));

export function schema(): GraphQLSchema {
  loaded ??= buildSchema(readFileSync(source, 'utf8'), { assumeValid: true, noLocation: true });
  return loaded;
}
