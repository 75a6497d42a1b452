// A second opinion on Markdown, written from the CommonMark and GFM texts and not from our renderer: what of a line
// stands outside code spans, and how many cells a table row has.

/**
 * The line without its code spans (CommonMark 6.1): a run of backticks opens, and only a run of the same length closes.
 * Outside, a backslash takes the sign after it away from Markdown; `escaped` says what to read instead of the two.
 */
export function outsideCode(line: string, escaped: (sign: string) => string): string {
  let rest = line;
  let outside = '';
  while (rest !== '') {
    const run = /^`+/.exec(rest)?.[0];
    const close = run ? closing(rest.slice(run.length), run.length) : null;
    if (run && close !== null) rest = rest.slice(run.length + close);
    else {
      const sign = /^\\([!-/:-@[-`{-~])/.exec(rest)?.[1];
      const taken = sign ? 2 : (run?.length ?? 1);
      outside += sign ? escaped(sign) : rest.slice(0, taken);
      rest = rest.slice(taken);
    }
  }
  return outside;
}

/** Where the text after the closing run begins, or null when nothing closes. */
function closing(text: string, length: number): number | null {
  for (const match of text.matchAll(/`+/g)) {
    if (match[0].length === length) return match.index + length;
  }
  return null;
}

/** GFM tables: cells are split before anything else is read, code spans included, at pipes without a backslash. */
export function cells(row: string): number {
  return row.replace(/\\\|/g, '').split('|').length - 2;
}

/** What Markdown itself reads as more than text. */
const MARKUP: readonly RegExp[] = [
  /(?:https?|ftp|mailto|xmpp):[^\u200b\s]/iu,
  /\bwww\./iu,
  /!?\[[^\]]*\][([]/u,
  /<[a-z/!?]/iu,
  /&#?\w+;/u,
  /[*_~`]/u,
  /[\r\n]/u,
];

/** What GitHub links in the page that Markdown left, where backslashes are gone. */
const REFERENCES: readonly RegExp[] = [
  /@[\w-]/u,
  /#\w/u,
  /\b(?:GH|CVE|GHSA)-\w/iu,
  /\bhttps?:\/\//iu,
  /\bwww\./iu,
  /\b(?=[a-f]*\d)[0-9a-f]{7,}\b/iu,
];

/** Whatever would be live of one line of Markdown, as the patterns that found it. Empty when nothing. */
export function live(line: string): string[] {
  const markup = outsideCode(line, () => '\u00b7');
  const text = outsideCode(line, (sign) => sign);
  const found = [
    ...MARKUP.filter((sign) => sign.test(markup)),
    ...REFERENCES.filter((sign) => sign.test(text)),
  ];
  return found.map(String);
}
