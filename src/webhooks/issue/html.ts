// HTML that Markdown passes through: where it starts, and where it ends.
// The seven kinds are CommonMark's: https://spec.commonmark.org/0.31.2/#html-blocks

/** The text that ends it, on the same line or later; null: the next empty line. */
export type HtmlEnd = RegExp | null;

const PAIRS: readonly (readonly [RegExp, RegExp])[] = [
  [/^<(?:script|pre|style|textarea)(?:[ >]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<![a-z]/i, />/],
  [/^<!\[CDATA\[/, /\]\]>/],
];

const BLOCK =
  /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?: |\/?>|$)/i;

/** Any other tag, alone on its line. */
const ALONE =
  /^(?:<[a-z][a-z0-9-]*(?: +[a-z_:][a-z0-9_.:-]*(?: *= *(?:[^ "'=<>`]+|'[^']*'|"[^"]*"))?)* *\/?>|<\/[a-z][a-z0-9-]* *>) *$/i;

/** Longer lines are prose to us: a tag alone on its line is short, and patterns stay cheap. */
const LONGEST_TAG = 1_000;

/** Undefined: no HTML starts here. */
export function htmlStart(line: string, inParagraph: boolean): HtmlEnd | undefined {
  if (!line.startsWith('<')) return undefined;
  for (const [start, end] of PAIRS) if (start.test(line)) return end;
  if (BLOCK.test(line)) return null;
  return !inParagraph && line.length <= LONGEST_TAG && ALONE.test(line) ? null : undefined;
}

/** `line`: blank or not, as it stands. */
export const htmlEnds = (end: HtmlEnd, line: string): boolean =>
  end === null ? line.trim() === '' : end.test(line);
