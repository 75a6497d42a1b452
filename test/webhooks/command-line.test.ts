// Which comments are commands, and what they say: by the words a reader of the comment sees.

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Spoken, spokenIn } from '../../src/core/commands/spoken.ts';
import { commandLine } from '../../src/webhooks/command-line.ts';

const read = (comment: string): Spoken | null => {
  const line = commandLine(comment);
  return line === null ? null : spokenIn(line);
};

const spoken = (verb: string, argument = ''): Spoken => ({ verb, argument });

describe('T-29 a comment that is no command', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['another word first', 'please /clos release'],
    ['a later line', 'Hello\n/clos release'],
    ['a blank line first', '\n/clos release'],
    ['a quote', '> /clos release'],
    ['a quote without a space', '>/clos release'],
    ['a quoted answer with a remark', '> /clos release\n\nDid that work?'],
    ['a quote in a quote', '> > /clos release'],
    ['inline code', '`/clos release`'],
    ['inline code with two ticks', '``/clos release``'],
    ['a code block', '```\n/clos release\n```'],
    ['a code block with tildes', '~~~\n/clos release\n~~~'],
    ['a code block with a language', '```sh\n/clos release\n```'],
    ['an indented block', '    /clos release'],
    ['a tab', '\t/clos release'],
    ['an HTML comment', '<!-- /clos release -->'],
    ['an HTML comment over lines', '<!--\n/clos release\n-->'],
    ['an HTML comment before it', '<!-- x -->/clos release'],
    ['a folded block', '<details>\n/clos release\n</details>'],
    ['a list', '- /clos release'],
    ['a numbered list', '1. /clos release'],
    ['a heading', '# /clos release'],
    ['bold', '**/clos** release'],
    ['a link', '[/clos release](https://example.com)'],
    ['an escaped slash', '\\/clos release'],
    ['an entity for the slash', '&#47;clos release'],
    ['a table', '| /clos release |\n| --- |'],
    ['another name', '/closet release'],
    ['a longer path', '/clos/release'],
    ['a dash', '/clos-release'],
    ['a colon', '/clos: release'],
    ['another alphabet', '/сlos release'],
    ['a full-width slash', '／clos release'],
    ['a mention', '@clos release'],
    ['something invisible first', '\u200b/clos release'],
    ['the other direction first', '\u202e/clos release'],
    ['a no-break space first', '\u00a0/clos release'],
  ])('T-29 %s', (_, comment) => expect(read(comment)).toBeNull());
});

describe('a command', () => {
  test.each<[string, string, Spoken]>([
    ['alone', '/clos', spoken('help')],
    ['with a name', '/clos status', spoken('status')],
    ['with up to three spaces before it', '   /clos status', spoken('status')],
    ['in capitals', '/CLOS Release', spoken('release')],
    ['with an argument', '/clos expedite mends the outage', spoken('expedite', 'mends the outage')],
    ['with many spaces', '/clos   expedite   a   b  ', spoken('expedite', 'a b')],
    ['with tabs', '/clos\texpedite\ta', spoken('expedite', 'a')],
    ['with no-break spaces, as phones write them', '/clos\u00a0expedite\u00a0a', spoken('expedite', 'a')],
    ['of several lines: the first', '/clos release\nand more\n/clos freeze x', spoken('release')],
    ['with the line ends of browsers', '/clos release\r\n\r\nthanks', spoken('release')],
    ['underlined', '/clos release\n---', spoken('release')],
    ['with code in its reason', '/clos expedite fixes `a_b()`', spoken('expedite', 'fixes `a_b()`')],
    ['with signs in its reason', '/clos expedite foo_bar *x* #1', spoken('expedite', 'foo_bar *x* #1')],
    ['with something hidden after it', '/clos expedite <!-- because -->', spoken('expedite')],
    ['hidden over lines', '/clos expedite a <!-- b\n --> c', spoken('expedite', 'a')],
    ['with an image', '/clos expedite ![x](https://e.com/x.png) a', spoken('expedite', 'a')],
    ['with HTML', '/clos expedite a<img src=x>b', spoken('expedite', 'a b')],
    ['with something invisible inside', '/clos re\u200blea\u2060se', spoken('release')],
    ['turning the direction', '/clos expedite \u202ea\u2066b\u2069', spoken('expedite', 'ab')],
    ['that nobody knows', '/clos hlep', spoken('hlep')],
    ['with a full stop', '/clos release.', spoken('release.')],
    ['of words in any language', '/clos expedite починка', spoken('expedite', 'починка')],
  ])('%s', (_, comment, expected) => expect(read(comment)).toEqual(expected));

  test('has a bounded argument of whole characters, however long the comment is', () => {
    const long = read(`/clos expedite ${'😀'.repeat(32_000)}`);
    expect(long?.argument.length).toBeLessThanOrEqual(300);
    expect(long?.argument.isWellFormed()).toBe(true);
  });
});

describe('any comment', () => {
  const pieces = fc.constantFrom(
    '/clos',
    ' expedite',
    '\n',
    '> ',
    '`',
    '```',
    '<!--',
    '-->',
    '[',
    '](',
    '![',
    '*',
    '_',
    '\\',
    '&amp;',
    '\u200b',
    '\u202e',
    'x',
  );
  const comments = fc.array(pieces, { maxLength: 200 }).map((parts) => `/clos ${parts.join('')}`);

  test('is read without an error, to one visible line', () => {
    fc.assert(
      fc.property(fc.oneof(comments, fc.string({ unit: 'binary' })), (comment) => {
        const found = read(comment);
        if (found) expect(`${found.verb}${found.argument}`).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(['[', '![', '**a', '<!--', '`', '[a](', '<', '> ', '- ', '\n', '_', '\\', '|'])(
    'of 65,536 characters of %j is read in bounded time',
    (piece) => {
      commandLine(`/clos x ${piece.repeat(200)}`);
      const started = performance.now();
      commandLine(`/clos x ${piece.repeat(65_536 / piece.length)}`);
      expect(performance.now() - started).toBeLessThan(250);
    },
  );
});
