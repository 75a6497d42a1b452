// What the YAML library finds wrong, in our codes, with what to do about it.
// Keyed by its error codes and complete by type: a new code in the library is a compile error here.

import type { ErrorCode, YAMLParseError } from 'yaml';
import { type Complaint, inline, type ProblemCode } from './problem.ts';

const OUR_CODE: Partial<Record<ErrorCode, ProblemCode>> = {
  BAD_INDENT: 'config.bad-indent',
  TAB_AS_INDENT: 'config.tab',
};

/** Null: told elsewhere, with more to say. */
const MENDS: Readonly<Record<ErrorCode, string | null>> = {
  ALIAS_PROPS: 'Write only the alias, without an anchor or a tag.',
  BAD_ALIAS: 'Give the anchor or alias a name of letters and digits, or put the text in quotes.',
  BAD_COLLECTION_TYPE: null,
  BAD_DIRECTIVE: null,
  BAD_DQ_ESCAPE: 'Write the backslash twice, or put the text in single quotes.',
  BAD_INDENT:
    'Indent with two spaces per level, start the keys of one mapping in the same column, and close every `{` and `[`.',
  BAD_PROP_ORDER: 'Write the anchor directly before its value.',
  BAD_SCALAR_START: 'Put the text in quotes.',
  BLOCK_AS_IMPLICIT_KEY:
    'Write one `key: value` per line, in the column of the key above, and put text that contains `: ` in quotes.',
  BLOCK_IN_FLOW: 'Inside `[…]` and `{…}` put a comma after each entry, and use no `-` lists, `|` or `>`.',
  DUPLICATE_KEY: null,
  IMPOSSIBLE: 'Write the value in the plainest form, such as `key: value`.',
  KEY_OVER_1024_CHARS: 'Shorten the key, or put a missing line break before it.',
  MISSING_CHAR: 'Add the missing character; look for an open quote, bracket or a missing colon or comma.',
  MULTILINE_IMPLICIT_KEY: 'Write every line as `key: value`, and indent what belongs to the line above.',
  MULTIPLE_ANCHORS: 'Keep one anchor.',
  MULTIPLE_DOCS: null,
  MULTIPLE_TAGS: null,
  NON_STRING_KEY: 'Write the key as plain text.',
  RESOURCE_EXHAUSTION: 'Nest less: no setting is that deep.',
  TAB_AS_INDENT: 'Replace the tab with spaces.',
  TAG_RESOLVE_FAILED: null,
  UNEXPECTED_TOKEN: 'Delete what stands here, or put the text in quotes.',
};

export function syntaxComplaint(error: YAMLParseError): Complaint | null {
  const mend = MENDS[error.code];
  if (mend === null) return null;
  return {
    code: OUR_CODE[error.code] ?? 'config.syntax',
    message: `This is not valid YAML: ${inline(error.message, 160)}.`,
    mend,
  };
}
