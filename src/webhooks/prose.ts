// What of a delivery is stored: people's prose about issues is not (T-105). An idea is read anew from GitHub when it is scored,
// so nobody needs it here; a comment is kept for the command in it, without secrets. Everything else is kept byte for byte.

import { redact } from '../core/redact.ts';
import type { Fields } from './fields.ts';

/** The bytes to store: for all other events the very same. Never throws: a malformed payload is stored for the worker to refuse. */
export function withoutProse(event: string, payload: Fields, body: Buffer): Buffer {
  if (event !== 'issues' && event !== 'issue_comment') return body;
  return Buffer.from(JSON.stringify(each(payload, { issue: silent, changes, comment: spoken })));
}

type Change = (value: unknown) => unknown;

/** The object with some of its fields changed, as far as it has them. */
function each(value: unknown, by: Readonly<Record<string, Change>>): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, Object.hasOwn(by, name) ? by[name]?.(field) : field]),
  );
}

const nothing: Change = () => null;

const silent: Change = (issue) =>
  each(issue, {
    title: nothing,
    body: nothing,
    body_text: nothing,
    body_html: nothing,
    pinned_comment: nothing,
  });

const spoken: Change = (comment) =>
  each(comment, {
    body: (body) => (typeof body === 'string' ? redact(body).text : null),
    body_text: nothing,
    body_html: nothing,
  });

/** `changes.title.from` and the like, and both issues of a transfer. */
const changes: Change = (value) => {
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(value);
  const by = names.map((name) => [
    name,
    name.endsWith('_issue') ? silent : (change: unknown) => each(change, { from: nothing }),
  ]);
  return each(value, Object.fromEntries(by) as Record<string, Change>);
};
