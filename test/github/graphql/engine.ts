// Answers GraphQL queries as GitHub would: what its schema does not allow is refused, what this simulator does not know is an
// error and a violation, and one part that cannot be answered leaves the others standing.

import {
  type DocumentNode,
  executeSync,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLResolveInfo,
  parse,
  validate,
} from 'graphql';
import type { Violations } from '../openapi/violations.ts';
import type { Json } from '../state/model.ts';
import type { Asker, Resolvers } from './asker.ts';
import { checkResolvers } from './checks.ts';
import { gitResolvers } from './git.ts';
import { peopleResolvers } from './people.ts';
import { repositoryResolvers } from './repository.ts';
import { schema } from './schema.ts';

const resolvers: { readonly [type: string]: Resolvers<never> } = {
  ...repositoryResolvers,
  ...gitResolvers,
  ...checkResolvers,
  ...peopleResolvers,
};

/** Lists and their pages are plain values; everything else has its resolver. */
const plain = /(?:Connection|PageInfo)$/;

function resolve(
  source: unknown,
  args: unknown,
  asker: Asker,
  { parentType, fieldName }: GraphQLResolveInfo,
) {
  const own = resolvers[parentType.name]?.[fieldName];
  if (own !== undefined) return own(source as never, args, asker);
  if (plain.test(parentType.name)) return (source as Json)[fieldName];
  throw new Unknown(`${parentType.name}.${fieldName}`);
}

class Unknown extends Error {}

type Problem = { readonly message: string; readonly [key: string]: unknown };

const asGitHubSays = ({ message, path, locations, extensions }: GraphQLError): Problem => {
  const { type, ...more } = extensions;
  const at = locations === undefined ? {} : { locations };
  const inside = path === undefined ? { extensions: more } : { path };
  return { ...(type === undefined ? {} : { type }), ...inside, ...at, message };
};

/** A query that breaks the schema never reaches any data. */
function refused(errors: readonly GraphQLError[], violations: Violations): Json {
  for (const { message } of errors) violations.add('request', 'graphql', message);
  return { errors: errors.map((error) => asGitHubSays(error)) };
}

const kept = 200;
const understoodBefore = new Map<string, DocumentNode>();

/** The query, or what is wrong with it. An app asks in the same words again and again. */
function understood(query: string): DocumentNode | readonly GraphQLError[] {
  const known = understoodBefore.get(query);
  if (known !== undefined) return known;
  try {
    const document = parse(query);
    const wrong = validate(schema(), document);
    if (wrong.length > 0) return wrong;
    if (understoodBefore.size >= kept) understoodBefore.clear();
    understoodBefore.set(query, document);
    return document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

export function answerQuery(asker: Asker, body: Json, violations: Violations): Json {
  const { query, variables, operationName } = body;
  if (typeof query !== 'string')
    return { errors: [{ message: 'A query attribute must be specified and must be a string.' }] };
  const document = understood(query);
  if (!('kind' in document)) return refused(document, violations);
  const result = executeSync({
    schema: schema(),
    document,
    variableValues: variables as Json,
    operationName: operationName as string | null,
    contextValue: asker,
    fieldResolver: resolve,
    typeResolver: (value) => (value as { __typename: string }).__typename,
  });
  return said(
    result as { data?: FormattedExecutionResult['data']; errors?: readonly GraphQLError[] },
    violations,
  );
}

function said(
  { data, errors = [] }: { data?: FormattedExecutionResult['data']; errors?: readonly GraphQLError[] },
  violations: Violations,
): Json {
  // Before anything was resolved: a variable that is missing or of the wrong type.
  if (data === undefined) return refused(errors, violations);
  for (const { originalError, message } of errors) {
    if (originalError instanceof Unknown)
      violations.add('unknownPath', `graphql ${originalError.message}`, 'is not answered here');
    else if (originalError !== undefined && !(originalError instanceof GraphQLError))
      violations.add('answer', 'graphql', message);
  }
  return errors.length === 0 ? { data } : { data, errors: errors.map((error) => asGitHubSays(error)) };
}
