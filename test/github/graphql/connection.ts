// Lists in pages, as GitHub's GraphQL has them: how many is always said, and is never more than a hundred.

import { refusal } from './refusal.ts';

export type Paging = {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: unknown;
};

const most = 100;

const cursorOf = (index: number): string => Buffer.from(`cursor:v2:${index}`).toString('base64');

function indexOf(cursor: string): number {
  const index = Number(/^cursor:v2:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1] ?? Number.NaN);
  if (Number.isNaN(index))
    throw refusal('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`);
  return index;
}

export function connection<T>(name: string, all: readonly T[], { first, after, last }: Paging) {
  if (last !== undefined && last !== null) throw new Error('the simulated GitHub pages forwards only');
  if (first === undefined || first === null) {
    const message = `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`;
    throw refusal('MISSING_PAGINATION_BOUNDARIES', message);
  }
  if (first < 0 || first > most) {
    const message = `Requesting ${first} records on the \`${name}\` connection exceeds the \`first\` limit of ${most} records.`;
    throw refusal('EXCESSIVE_PAGINATION', message);
  }
  const start = after === undefined || after === null ? 0 : indexOf(after) + 1;
  const nodes = all.slice(start, start + first);
  const pageInfo = {
    hasNextPage: start + first < all.length,
    hasPreviousPage: start > 0,
    startCursor: nodes.length === 0 ? null : cursorOf(start),
    endCursor: nodes.length === 0 ? null : cursorOf(start + nodes.length - 1),
  };
  return { nodes, totalCount: all.length, pageInfo };
}
