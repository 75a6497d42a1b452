// Secrets that only their names show: `password=…`, `"api_key": "…"`, `Authorization: Bearer …`, `?access_token=…`.
// A name alone proves nothing, so the value must be long enough and look like one.

import { withoutEnd } from '../ends.ts';
import { anyOf, type Finding, type Kinds, kindOf } from './finding.ts';
import { isPlaceholder, isReference } from './placeholder.ts';
import { linesWith, matches, within } from './stretches.ts';

const NAMES: Kinds = [
  ['password', 'passw(?:or)?[dt]|passphrase|kennwort|pwd|(?<![a-z])pass'],
  ['Azure key', 'account[_-]?key|shared[_-]?access[_-]?key'],
  ['API key', 'api[_-]?key|x-functions-key|subscription[_-]?key'],
  ['authorization header', 'authorization'],
  ['secret key', '(?:access|private|signing|encryption|master|secret|client|auth)[_-]?key'],
  ['token', '_auth(?:token)?|token'],
  ['secret', 'secret|credentials?'],
  ['signed URL', '(?<=[?&;])(?:sig|signature|x-(?:amz|goog)-signature|key)'],
];
/** In each of the names above, and in those of the schemes: starts with rare letters, so that it is three times as fast as they are. */
const HINT =
  /k(?=ey|en)|p(?=ass|wd)|c(?=re[td])|u(?<=au)(?=th)|b(?=earer|asic)|g(?<=[?&;](?:x-(?:amz|goog)-)?sig)/gi;
const SUFFIX = '(?:[_-]?(?:access[_-]?key|key(?:[_-]?base)?|value|\\d{1,3}))?';
/** Assigned, told ("the password is …") or given on a command line (`--password …`). Not compared, and no arrow function. */
const SIGN = '["\'`*_]{0,3}[ \\t]{0,4}(?::=|:|=(?![=>])|(?<![a-z])is(?=[ \\t]))[*_]{0,3}[ \\t]{0,4}';
const NAMED = new RegExp(`(?:${anyOf(NAMES)})${SUFFIX}(?:(${SIGN})|[ \\t])`, 'gi');
const SIGN_GROUP = NAMES.length + 1;
const OPTION = /--[a-z-]{0,20}$/i;

const SCHEME = /["'`]?(?:bearer|basic|token|bot|apikey)[ \t]{1,4}/iy;
const QUOTED = /["'`]([^\s"'`]{8,})["'`]/y;
/** To the end of the word; brackets, commas and the like only when the word goes on behind them, `&` not before `name=`. */
const BARE =
  /["'`]?((?:[^\s"'`<>|,;&)\]}]|&(?![\w.-]{1,40}=|[a-z]{2,5};)|[,;](?![\w .-]{1,40}=)(?=[^\s"'`<>|])|[)\]}](?=[\w!@#$%^+/]))+)/y;
const BEARER = /(bearer|basic)[ \t]{1,4}([\w.~+/-]{8,}={0,2})/gi;
const FEWEST = 8;
const LONG = 256;

/** Name and value stand in one line. */
export const assignments = (text: string): readonly Finding[] =>
  within(text, linesWith(text, HINT), assignmentsOf);

function assignmentsOf(text: string): readonly Finding[] {
  const found: Finding[] = [];
  NAMED.lastIndex = 0;
  for (let match = NAMED.exec(text); match !== null; match = NAMED.exec(text)) {
    const sign = match[SIGN_GROUP];
    if (sign === undefined && !OPTION.test(text.slice(Math.max(0, match.index - 22), match.index))) continue;
    const kind = kindOf(NAMES, match);
    const at = skip(SCHEME, text, match.index + match[0].length);
    const value = valueAt(text, at);
    if (value === null) continue;
    const secret = isSecret(value, kind, sign === undefined || sign.includes('='));
    if (secret) found.push({ start: value.start, end: value.end, kind });
    // What was read once is not read again from each name inside it; a short one may still be `auth=token=…`.
    if (secret || value.readTo - value.start > LONG) NAMED.lastIndex = value.readTo;
  }
  return [...found, ...schemes(text)];
}

interface Value {
  readonly start: number;
  readonly end: number;
  /** Behind the signs that were taken off its end. */
  readonly readTo: number;
  readonly text: string;
  readonly quoted: boolean;
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function valueAt(text: string, at: number): Value | null {
  QUOTED.lastIndex = at;
  const quoted = QUOTED.exec(text)?.[1];
  if (quoted !== undefined) {
    const end = at + 1 + quoted.length;
    return { start: at + 1, end, readTo: end, text: quoted, quoted: true };
  }
  BARE.lastIndex = at;
  const [all = '', bare = ''] = BARE.exec(text) ?? [];
  const readTo = at + all.length;
  const start = readTo - bare.length;
  const value = withoutEnd(bare, '.,:;?*');
  return value === '' ? null : { start, end: start + value.length, readTo, text: value, quoted: false };
}

function isSecret({ text, quoted }: Value, kind: string, assigned: boolean): boolean {
  if (text.length < FEWEST || isPlaceholder(text) || isAddress(text)) return false;
  if (!quoted && (isReference(text) || !(assigned || isOdd(text)))) return false;
  // Numbers are budgets and dates more often than tokens; a password may be one.
  return kind === 'password' || !/^[\d.,:/-]+$/.test(text);
}

const isAddress = (value: string): boolean => /^[a-z][a-z0-9+.-]{1,20}:\/\//i.test(value);

/** After a colon stand words and types too: `token: MyComponent`, `password: required`. */
const isOdd = (value: string): boolean => /\d/.test(value) || /[^A-Za-z[\]?|.-]/.test(value);

function schemes(text: string): readonly Finding[] {
  const found: Finding[] = [];
  for (const { 0: all, 1: scheme = '', 2: value = '', index } of matches(text, BEARER)) {
    const basic = scheme.toLowerCase() === 'basic';
    if (isPlaceholder(value) || isReference(value) || !(basic ? isPair(value) : isBearer(value))) continue;
    found.push({
      start: index + all.length - value.length,
      end: index + all.length,
      kind: basic ? 'basic credentials' : 'bearer token',
    });
  }
  return found;
}

const isBearer = (value: string): boolean => value.length >= 16 && /\d/.test(value) && /[a-z]/i.test(value);

/** Whether it is base64 of `name:password`. */
function isPair(value: string): boolean {
  try {
    const pair = atob(value);
    const colon = pair.indexOf(':');
    return colon >= 0 && colon < pair.length - 1 && /^[\x20-\x7e]+$/.test(pair);
  } catch {
    return false;
  }
}
