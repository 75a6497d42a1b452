// `POST /graphql`: one query, answered as far as it can be. The engine and GitHub's schema are loaded by the first one.

import type { Violations } from '../openapi/violations.ts';
import { ApiError, type Route } from './route.ts';

type Engine = typeof import('../graphql/engine.ts');

export function graphqlRoute(violations: Violations): Route<'graphql'> {
  let engine: Engine | null = null;
  return {
    operation: 'graphql',
    auth: 'installation',
    prepare: async () => {
      engine ??= await import('../graphql/engine.ts');
    },
    handle: ({ world, token, body }) => {
      if (engine === null || token === null) throw new ApiError(401, 'Requires authentication');
      return { status: 200, body: engine.answerQuery({ world, token }, body, violations) };
    },
  };
}
