// GitHub's GraphQL schema, as GitHub publishes it. Large: it is read when the first query comes, and kept.

import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';

let loaded: GraphQLSchema | null = null;

const source = new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema'));

/** Two thirds of it explain the rest to people. */
const explanations = /"""[\s\S]*?"""/g;

export function schema(): GraphQLSchema {
  const bare = () => readFileSync(source, 'utf8').replace(explanations, '');
  loaded ??= buildSchema(bare(), { assumeValid: true, noLocation: true });
  return loaded;
}
