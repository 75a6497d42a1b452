// What of a delivery is stored: people's prose about issues is not (T-105). An idea is read anew from GitHub when it is scored,
// so nobody needs it here; of a comment, the command that it begins with is kept, without secrets. All other events byte for byte.
// Invariant: this comes before the acknowledgement, so no more of a comment is looked at than a command can need.

import { redact } from '../core/redact.ts';
import { commandLine, HEAD } from './command-line.ts';
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
    body: (body) => (typeof body === 'string' ? commandIn(body) : null),
    body_text: nothing,
    body_html: nothing,
  });

/** Twice as much is searched for secrets as is kept: one that goes over the end is still recognised. */
const commandIn = (body: string): string =>
  commandLine(body) === null ? '' : redact(body.slice(0, 2 * HEAD)).text.slice(0, HEAD);

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
