// Whether a text is JSON, and where it stops being so. YAML reads all of JSON and more, so files that end in `.json` are held to
// this first and read as YAML then, with places. JSON.parse tells a place only in the text of its message.

const SPACE = /[ \t\n\r]*/y;
/** Control characters were refused before (open.ts), all but these. */
const TEXT = /"[^"\\\t\n\r]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\t\n\r]*)*"/y;
const WORD = /(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+-])/y;

type Wanted = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'next' | 'end';

/** Null: it is JSON. Otherwise where something else stands, at most the length of the text. */
export function jsonFault(text: string): number | null {
  const open: string[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  for (;;) {
    at += lengthAt(SPACE, text, at);
    if (at === text.length) return wanted === 'end' ? null : at;
    const [inQuotes, bare] = [lengthAt(TEXT, text, at), lengthAt(WORD, text, at)];
    const kind = inQuotes > 0 ? 'text' : bare > 0 ? 'word' : (text[at] ?? '');
    const next = follow(wanted, kind, open);
    if (next === null) return at;
    wanted = next;
    at += inQuotes || bare || 1;
  }
}

function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** What may come next; null: this may not come here. `open`: the brackets around. */
function follow(wanted: Wanted, kind: string, open: string[]): Wanted | null {
  const isClose = kind === '}' || kind === ']';
  if (isClose) return closes(wanted, kind, open) ? closed(open) : null;
  switch (wanted) {
    case 'value':
    case 'value or ]':
      if (kind === 'text' || kind === 'word') return open.length === 0 ? 'end' : 'next';
      if (kind !== '{' && kind !== '[') return null;
      open.push(kind);
      return kind === '{' ? 'key or }' : 'value or ]';
    case 'key':
    case 'key or }':
      return kind === 'text' ? 'colon' : null;
    case 'colon':
      return kind === ':' ? 'value' : null;
    case 'next':
      if (kind !== ',') return null;
      return open.at(-1) === '{' ? 'key' : 'value';
    case 'end':
      return null;
  }
}

const closes = (wanted: Wanted, kind: string, open: readonly string[]): boolean =>
  open.at(-1) === (kind === '}' ? '{' : '[') &&
  (wanted === 'next' || wanted === (kind === '}' ? 'key or }' : 'value or ]'));

function closed(open: string[]): Wanted {
  open.pop();
  return open.length === 0 ? 'end' : 'next';
}
