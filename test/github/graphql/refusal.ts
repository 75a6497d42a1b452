// How GitHub says in GraphQL that a part of the answer is missing: an error with a type, next to the other parts.

import { GraphQLError } from 'graphql';

export const refusal = (type: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { type } });

export const notFound = (what: string): GraphQLError => refusal('NOT_FOUND', `Could not resolve to ${what}.`);

export const forbidden = (): GraphQLError => refusal('FORBIDDEN', 'Resource not accessible by integration');
