// Where headings are, held to a second Markdown library: on any lines, both see the same headings at the same places.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { headingsIn } from '../../../src/webhooks/issue/blocks.ts';
import { linesOf } from '../../../src/webhooks/issue/lines.ts';

/** Level, first line and the line after the last. */
type Where = readonly [number, number, number];

const ours = (text: string): Where[] =>
  (headingsIn(linesOf(text))?.shown ?? []).map(({ level, start, end }) => [level, start, end]);

const theirs = (text: string): Where[] =>
  fromMarkdown(text).children.flatMap((node) =>
    node.type === 'heading'
      ? [[node.depth, node.position!.start.line - 1, node.position!.end.line] as const]
      : [],
  );

const START = fc.constantFrom(
  '',
  '',
  '',
  ' ',
  '  ',
  '   ',
  '    ',
  '     ',
  '\t',
  '- ',
  '* ',
  '1. ',
  '1) ',
  '> ',
  '>',
  '-   ',
  '-\t',
  '-      ',
);
const REST = fc.constantFrom(
  ...[
    '',
    '',
    'a',
    'a b',
    '# a',
    '### a',
    '### a ##',
    '#',
    '#a',
    '####### a',
    '---',
    '-',
    '- - -',
    '===',
    '=',
    '***',
  ],
  ...[
    '```',
    '```js',
    '````',
    '~~~',
    '``` a`',
    '<!--',
    '-->',
    '<!-- # a -->',
    '<div>',
    '</div>',
    '<b>',
    '<b>a',
    '<a href="x" y>',
  ],
  ...['<pre>', '</pre>', '<?', '?>', '<!X', '<![CDATA[', ']]>', '_ _ _', '# a #b', '<script', '</b >', '>'],
);
/** Below indented code the library takes neither it nor `2.` for a list item, as cmark and GitHub do. */
const EMPTY_ITEM = /(?:^|[\s>])(?:[-+*]|\d+[.)])\s*$/;
const LINE = fc
  .tuple(START, START, REST)
  .map((parts) => parts.join(''))
  .filter((line) => line.endsWith('- - -') || !EMPTY_ITEM.test(line));
const TEXT = fc.array(LINE, { minLength: 1, maxLength: 9 }).map((lines) => lines.join('\n'));

describe('headings of an issue', () => {
  test('are those that a Markdown library sees, on any lines', () => {
    fc.assert(
      fc.property(TEXT, (text) => expect(ours(text)).toEqual(theirs(text))),
      { numRuns: 3_000 },
    );
  });
});
