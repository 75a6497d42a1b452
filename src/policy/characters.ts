// Which characters no `.clos/` file may hold, whether written as themselves or as an escape in quotes: control characters other than
// tab and line end, and halves of surrogate pairs. PostgreSQL stores neither NUL nor such a half, and terminals act on the others.

import type { Complaint } from './problem.ts';

const FORBIDDEN = /(?![\t\n\r\u0085])\p{Cc}|\r(?!\n)|\p{Cs}/u;

export interface Forbidden {
  /** Where it stands in the text. */
  readonly index: number;
  readonly complaint: Complaint;
}

export function forbiddenIn(text: string): Forbidden | null {
  const found = FORBIDDEN.exec(text);
  if (found === null) return null;
  const point = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return { index: found.index, complaint: complaintOf(point) };
}

function complaintOf(point: string): Complaint {
  if (point.startsWith('D'))
    return {
      code: 'config.lone-surrogate',
      message: `Half of a character, U+${point}, stands here without its other half.`,
      mend: 'Delete the escape, or write the whole character.',
    };
  return {
    code: 'config.control-character',
    message: `The control character U+${point} stands here; no file may hold it.`,
    mend: point === '000D' ? 'End lines with LF or CRLF.' : 'Delete the character.',
  };
}
