// What PostgreSQL can keep of a text. It stores neither NUL nor half of a surrogate pair, and one of them in a title or a path would
// make saving fail for ever: each becomes U+FFFD here, in every parameter, and nowhere else.

/** Of what `JSON.stringify` wrote: it spells both as escapes, and a backslash of the text itself as two. */
const ESCAPED = /\\(?:(u0000|ud[89a-f][0-9a-f]{2})|.)/g;
const HARDLY_EVER = /\\u(?:0000|d[89a-f])/;

/** The only writer of JSON for the database. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  if (!HARDLY_EVER.test(text)) return text;
  return text.replace(ESCAPED, (all, bad: string | undefined) => (bad === undefined ? all : '\uFFFD'));
}

/** One parameter of a statement. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string')
    return value.includes('\0') ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value.toWellFormed();
  return Array.isArray(value) ? value.map(storable) : value;
}
