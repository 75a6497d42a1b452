// What is made of issues as people leave them: edited by hand, half filled in, mangled, hostile.

import { describe, expect, test } from '@jest/globals';
import type { FormInput } from '../../../src/core/ideas/form.ts';
import { isFormShaped, readAnswers } from '../../../src/webhooks/issue/answers.ts';
import { unknownChoice } from '../../../src/webhooks/issue/words.ts';
import { asked } from './github.ts';

const PROBLEM = asked('Problem');
const SOLUTION = asked('Proposed solution', { aliases: ['Solution'] });
const IMPACT = asked('Impact', { kind: 'dropdown', options: ['High', 'Medium', 'Low, for now'] });
const PODS = asked('Pods', {
  kind: 'dropdown',
  multiple: true,
  options: ['Payments', 'Search', 'Web, mobile', 'Web'],
});
const TERMS = asked('Terms', { kind: 'checkboxes', options: ['I searched', 'I agree to the [code](x)'] });
const LOG = asked('Log', { render: 'shell' });

/** As short as a reading can be said: text, choices with `|`, boxes as `+a -b`, `(absent)`, `(empty)`, `! why`. */
function said(body: string | null, input: FormInput, others: readonly FormInput[] = []): string {
  const reading = readAnswers(body, [input, ...others])[0]!.reading;
  if (reading.state === 'missing') return `(${reading.how})`;
  if (reading.state === 'unreadable') return `! ${reading.why}`;
  const { value } = reading;
  if (value.kind === 'text') return value.text;
  if (value.kind === 'choices') return value.chosen.join(' | ');
  return value.boxes.map(({ label, checked }) => `${checked ? '+' : '-'}${label}`).join(' ');
}

describe('a heading', () => {
  test.each<[string, string]>([
    ['as GitHub writes it', '### Problem\n\nslow'],
    ['of another level', '## Problem\n\nslow'],
    ['of the first level', '# Problem\nslow'],
    ['of the deepest level', '###### Problem\n\nslow'],
    ['underlined', 'Problem\n---\n\nslow'],
    ['underlined twice', 'Problem\n===\nslow'],
    ['in other letters', '### PROBLEM\n\nslow'],
    ['with more spaces', '###   Problem  \n\nslow'],
    ['with a tab', '###\tProblem\n\nslow'],
    ['indented', '   ### Problem\n\nslow'],
    ['closed', '### Problem ###\n\nslow'],
    ['with a colon', '### Problem:\n\nslow'],
    ['with a wide colon', '### Problem：\n\nslow'],
    ['with the star of a required field', '### Problem *\n\nslow'],
    ['in bold', '### **Problem:**\n\nslow'],
    ['in code', '### `Problem`\n\nslow'],
    ['with a comment', '### Problem <!-- what hurts -->\n\nslow'],
    ['with something invisible', '### Prob\u200blem\n\nslow'],
    ['after other text', 'Hello!\n\n### Problem\n\nslow'],
    ['after a list', '- one\n- two\n### Problem\nslow'],
    ['after a quote', '> one\n### Problem\nslow'],
    ['after code that is closed', '```\n### x\n```\n### Problem\nslow'],
    ['after a folded block', '<details>\n\n### x\n\n</details>\n\n### Problem\n\nslow'],
    ['with the line ends of browsers', '### Problem\r\n\r\nslow\r\n'],
    ['with old line ends', '### Problem\r\rslow\r'],
    ['with many empty lines', '### Problem\n\n\n \n\t\nslow\n\n \n'],
  ])('is found %s', (_, body) => expect(said(body, PROBLEM)).toBe('slow'));

  test.each<[string, string]>([
    ['in code', '```\n### Problem\n\nslow\n```'],
    ['in code with tildes', '~~~md\n### Problem\n~~~'],
    ['indented as code', 'a\n\n    ### Problem\n\nslow'],
    ['in a quote', '> ### Problem\n>\n> slow'],
    ['in a list', '- ### Problem\n\n  slow'],
    ['in a list item that goes on', '- a\n\n  ### Problem\n\n  slow'],
    ['in a comment', '<!--\n### Problem\n-->'],
    ['without a space', '###Problem\n\nslow'],
    ['of seven marks', '####### Problem\n\nslow'],
    ['in bold only', '**Problem**\n\nslow'],
    ['of other words', '### Problems\n\nslow'],
    ['escaped', '\\### Problem\n\nslow'],
    ['below prose, underlined', 'Well\nProblem\n---\n\nslow'],
  ])('is none %s', (_, body) => expect(said(body, PROBLEM)).toMatch(/^\(absent\)|^! Its heading/));

  test('that the form had before still counts', () => {
    expect(said('### Solution\n\nfaster', SOLUTION)).toBe('faster');
  });

  test('that is one input’s label and another’s alias is the label’s', () => {
    const other = asked('Idea', { aliases: ['Problem'] });
    expect(said('### Problem\n\nslow', PROBLEM, [other])).toBe('slow');
    expect(said('### Problem\n\nslow', other, [PROBLEM])).toBe('(absent)');
  });
});

describe('an issue that no form made', () => {
  test.each<[string, string | null, boolean]>([
    ['has no body', null, false],
    ['is empty', '', false],
    ['is prose', 'It is slow.\n\n## Steps\n\n1. wait', false],
    ['has one heading of the form', '## Problem', true],
  ])('%s', (_, body, shaped) => expect(isFormShaped(readAnswers(body, [PROBLEM, IMPACT]))).toBe(shaped));
});

describe('an answer in words', () => {
  const body = (answer: string) => `### Problem\n\n${answer}\n\n### Impact\n\nHigh`;

  test.each<[string, string, string]>([
    ['keeps its Markdown', '*a* [b](c)\n\n- [x] d\n  1. e', '*a* [b](c)\n\n- [x] d\n  1. e'],
    [
      'keeps headings that no input has',
      'a\n\n### Steps\n\nb\n\n# Big\n\nc',
      'a\n\n### Steps\n\nb\n\n# Big\n\nc',
    ],
    ['keeps a deeper heading that an input has', 'a\n\n#### Impact\n\nb', 'a\n\n#### Impact\n\nb'],
    ['keeps a higher heading that an input has', 'a\n\nImpact\n---\n\nb', 'a\n\nImpact\n---\n\nb'],
    ['keeps code with a heading of an input', '```\n### Impact\n```', '```\n### Impact\n```'],
    ['keeps the indent of its first line', '    a\n  b', '    a\n  b'],
    ['keeps comments around words', '<!-- why -->\nit hurts', '<!-- why -->\nit hurts'],
    ['is empty as GitHub says so', '_No response_', '(empty)'],
    ['is empty as others emphasise it', '*no response*', '(empty)'],
    ['is empty when nothing stands there', '', '(empty)'],
    ['is empty when only a comment does', '<!-- tell us\n\nwhy -->', '(empty)'],
    ['may be None', 'None', 'None'],
    ['may speak of no response', 'No response', 'No response'],
    [
      'opening code that is never closed is unreadable',
      '```\na',
      '! Code or HTML in this answer goes on over the heading `Impact`. Close it: ``` with ```, `<!--` with `-->`.',
    ],
    [
      'opening a comment that is never closed is unreadable',
      'a\n<!-- b',
      '! Code or HTML in this answer goes on over the heading `Impact`. Close it: ``` with ```, `<!--` with `-->`.',
    ],
    [
      'with the heading of another input is unreadable',
      'a\n\n### Impact\n\nb',
      '! It is not clear where this answer ends: the heading `Impact` after it stands here more than once.',
    ],
  ])('%s', (_, answer, expected) => expect(said(body(answer), PROBLEM, [IMPACT])).toBe(expected));

  test('swallowed by code before it is unreadable, not absent', () => {
    expect(said(body('```\na'), IMPACT, [PROBLEM])).toMatch(
      /^! Its heading `Impact` stands inside code or HTML/,
    );
  });

  test('with every heading of the form at a higher level keeps them: GitHub writes level 3', () => {
    const copied = '## Problem\n\nold\n\n## Impact\n\nLow';
    expect(said(body(copied), PROBLEM, [IMPACT])).toBe(copied);
    expect(said(body(copied), IMPACT, [PROBLEM])).toBe('High');
  });

  test('swallowed by code is not looked for in another answer', () => {
    const middle = asked('Middle');
    const swallowed = '### Problem\n\n```\na\n\n### Solution\n\n```\nb\n\n### Middle\n\n#### Solution\n\nc';
    expect(said(swallowed, SOLUTION, [PROBLEM, middle])).toMatch(
      /^! Its heading `Solution` stands inside code/,
    );
    expect(said(swallowed, PROBLEM, [SOLUTION, middle])).toMatch(
      /^! Code or HTML in this answer goes on over/,
    );
    expect(said(swallowed, middle, [PROBLEM, SOLUTION])).toBe('#### Solution\n\nc');
  });

  test('may have a comment in code that reads like a heading of another level', () => {
    expect(said('### Problem\n\n```sh\n# Impact\nls\n```', IMPACT, [PROBLEM])).toBe('(absent)');
    expect(said('### Problem\n\n```sh\n# Impact\nls\n```', PROBLEM, [IMPACT])).toBe(
      '```sh\n# Impact\nls\n```',
    );
  });

  test('whose heading stands there twice is unreadable', () => {
    const why =
      '! The heading `Impact` stands here more than once, so it is not clear which one has the answer.';
    expect(said(body('a\n\n### Impact:\n\nb'), IMPACT, [PROBLEM])).toContain(why);
  });

  test('of one line ends at a heading that no input has', () => {
    const input = asked('Version', { kind: 'input' });
    expect(said('### Version\n\n 1.0 \n\n## Later\n\nmore', input)).toBe('1.0');
    expect(said('### Version\n\n# 1\n\n## Later', input)).toBe('# 1');
  });
});

describe('an answer that GitHub fences', () => {
  test.each<[string, string, string]>([
    ['is what stands inside', '```shell\n$ ls\n\n  a\n```', '$ ls\n\n  a'],
    ['may have headings of inputs', '```shell\n### Problem\n```', '### Problem'],
    ['may have fences', '```shell\n```\na\n```\n```', '```\na\n```'],
    ['may have tildes around', '~~~\na\n~~~', 'a'],
    ['may have lost its fence', 'a\nb', 'a\nb'],
    ['may have words behind', '```\na\n```\nb', '```\na\n```\nb'],
    ['is empty without lines', '```shell\n```', '(empty)'],
    ['is empty with an empty line', '```shell\n\n```', '(empty)'],
    ['is empty where GitHub says so', '_No response_', '(empty)'],
    ['is empty where GitHub says so inside', '```shell\n_No response_\n```', '(empty)'],
  ])('%s', (_, answer, expected) =>
    expect(said(`### Log\n\n${answer}\n\n### Problem\n\nx`, LOG, [PROBLEM])).toBe(expected),
  );
});

describe('a choice', () => {
  const OTHER = '! `Meduim` is not one of the choices; did you mean `Medium`?';
  test.each<[string, string, string]>([
    ['as the form spells it', 'High', 'High'],
    ['with a comma', 'Low, for now', 'Low, for now'],
    ['in other letters', ' hiGH ', 'High'],
    ['by what it begins with', '**low**', 'Low, for now'],
    ['in bold', '**High**', 'High'],
    ['as a list of one', '- High', 'High'],
    ['with a comment', '<!-- of the three -->\nHigh', 'High'],
    ['before a heading that no input has', 'High\n\n## Note\n\nmaybe', 'High'],
    ['not made', '_No response_', '(empty)'],
    ['of none', 'None', '(empty)'],
    ['of none in italics', '_None_', '(empty)'],
    ['misspelt', 'Meduim', OTHER],
    [
      'that the form does not have',
      'Enormous',
      '! `Enormous` is not one of the choices: `High`, `Medium`, `Low, for now`.',
    ],
    ['of two', '- High\n- Medium', '! Only one choice counts, and here are 2: `High`, `Medium`.'],
    [
      'with words',
      'High, I think',
      '! `High, I think` is not one of the choices: `High`, `Medium`, `Low, for now`.',
    ],
    ['with backticks in it', 'a`b', "! `a'b` is not one of the choices: `High`, `Medium`, `Low, for now`."],
  ])('%s', (_, answer, expected) => expect(said(`### Impact\n\n${answer}`, IMPACT)).toBe(expected));

  test('that begins like two is none of them', () => {
    const input = asked('Impact', {
      kind: 'dropdown',
      options: ['Low, for now', 'Low, for ever', 'High, now'],
    });
    expect(said('### Impact\n\nLow', input)).toMatch(/^! `Low` is not one of the choices/);
    expect(said('### Impact\n\nHigh', input)).toBe('High, now');
  });

  test('of none counts where the form has it', () => {
    const input = asked('Risk', { kind: 'dropdown', options: ['None', 'Some'] });
    expect(said('### Risk\n\nNone', input)).toBe('None');
  });

  test('that looks like a heading or a list counts', () => {
    const input = asked('Size', { kind: 'dropdown', options: ['# 1', '- 2', '3. x'] });
    for (const option of input.options) expect(said(`### Size\n\n${option}`, input)).toBe(option);
  });
});

test('an option that begins like a list is itself, though another reads like the rest of it', () => {
  const input = asked('Pods', { kind: 'dropdown', multiple: true, options: ['- x', '𝐗'] });
  expect(said('### Pods\n\n- x\n', input)).toBe('- x');
});

describe('choices that explain themselves', () => {
  const why = (options: readonly string[]): string => unknownChoice('Enormous', options);
  const PROSE = 'and so on, as the people who make forms like to explain it at length';

  test('are told by how they begin', () => {
    expect(why([`High, ${PROSE}`, `Low (${PROSE})`, 'None'])).toBe(
      '`Enormous` is not one of the choices: `High …`, `Low …`, `None`.',
    );
  });

  test('are told whole when they begin alike', () => {
    expect(why([`High, ${PROSE}`, `High, or ${PROSE}`])).toContain('`High, or and so on');
  });
});

describe('several choices', () => {
  test.each<[string, string, string]>([
    ['one', 'Search', 'Search'],
    ['joined by GitHub', 'Payments, Search', 'Payments | Search'],
    ['one of them with a comma', 'Payments, Web, mobile', 'Payments | Web, mobile'],
    ['one that another begins with', 'Web, Payments', 'Web | Payments'],
    ['both', 'Web, mobile, Web', 'Web, mobile | Web'],
    ['without spaces', 'payments,search,', 'Payments | Search'],
    ['as a list', '- Web\n- Search', 'Web | Search'],
    ['as lines', 'Search\nWeb, mobile', 'Search | Web, mobile'],
    ['twice the same', 'Search, Search', 'Search'],
    ['none', 'None', '(empty)'],
    ['one misspelt', 'Payments, Serch', '! `Serch` is not one of the choices; did you mean `Search`?'],
    [
      'half of one',
      'mobile',
      '! `mobile` is not one of the choices: `Payments`, `Search`, `Web, mobile`, `Web`.',
    ],
  ])('%s', (_, answer, expected) => expect(said(`### Pods\n\n${answer}`, PODS)).toBe(expected));

  test('that can be read in two ways are unreadable until they stand on lines', () => {
    const input = asked('Pods', { kind: 'dropdown', multiple: true, options: ['a', 'b', 'a, b'] });
    expect(said('### Pods\n\na, b', input)).toMatch(/^! `a, b` can be read as more than one set of choices/);
    expect(said('### Pods\n\n- a\n- b', input)).toBe('a | b');
    expect(said('### Pods\n\n- a, b', input)).toBe('a, b');
  });
});

describe('checkboxes', () => {
  const NONE = '! No checkboxes are here. Write each as `- [x] …` or `- [ ] …`.';
  test.each<[string, string, string]>([
    [
      'as GitHub writes them',
      '- [X] I searched\n- [ ] I agree to the [code](x)',
      '+I searched -I agree to the [code](x)',
    ],
    ['ticked by hand', '- [x] I searched', '+I searched'],
    ['without a space between', '- [] I searched', '-I searched'],
    ['with stars', '* [X] I searched\n* [ ] b', '+I searched -b'],
    ['with spaces around', '+ [ x ] I searched', '+I searched'],
    ['without a space before', '-[x] I searched', '+I searched'],
    ['without a space behind', '- [x]I searched', '+I searched'],
    ['without a dash', '[x] I searched\n[ ] b', '+I searched -b'],
    ['with numbers', '1. [x] I searched', '+I searched'],
    ['with bullets', '• [✓] I searched', '+I searched'],
    ['with a no-break space', '- [\u00a0] I searched', '-I searched'],
    ['in other letters', '- [x] i SEARCHED', '+I searched'],
    ['indented', '  - [x] I searched', '+I searched'],
    ['with the line ends of browsers', '- [x] I searched\r\n- [ ] b\r\n', '+I searched -b'],
    ['the same twice', '- [x] I searched\n- [x] I searched', '+I searched'],
    ['with a comment', '<!-- tick -->\n- [x] I searched', '+I searched'],
    ['before a heading that no input has', '- [x] I searched\n\n## To do\n\n- [ ] c', '+I searched'],
    ['gone', '_No response_', '(empty)'],
    ['turned into prose', 'yes to all', NONE],
    ['that are links', '- [x](https://example.com)', NONE],
    [
      'that say both',
      '- [x] I searched\n- [ ] I searched',
      '! The box `I searched` stands here twice, checked and unchecked. Keep one of them.',
    ],
    [
      'neither checked nor not',
      '- [?] I searched',
      '! `- [?] I searched` is neither checked nor unchecked. Write `[x]` or `[ ]`.',
    ],
  ])('%s', (_, answer, expected) => expect(said(`### Terms\n\n${answer}`, TERMS)).toBe(expected));
});

describe('60 KB made to be slow', () => {
  const fill = (unit: string, characters = 60_000) => unit.repeat(Math.ceil(characters / unit.length));
  const before = '### Problem\n\nslow\n\n';
  const after = '\n\n### Impact\n\nHigh\n';

  test.each([
    ...[
      '#',
      '# ',
      '#\n',
      '>\n',
      '[',
      '*',
      '* ',
      '*a ',
      '- ',
      '_a',
      'a`',
      '``` ',
      '<',
      '<a ',
      '<a b="',
      '&',
      '\\',
    ],
    ...[
      '[](',
      '![',
      '[a](',
      '[a]: x\n',
      '[a\n',
      'a\n',
      '\n',
      ' ',
      '\t',
      '-\n',
      '- [x] ',
      '-\t',
      'a\n===\n',
      '---\n',
      '   #a\n',
      '|',
      '\r',
      '\u00a0',
      '\ufdfa',
    ],
    ...['- a\n  ', '<!-- -->', '<b c = d >\n\n'],
  ])('of %j changes nothing for the answers around it', (unit) => {
    const inputs = [PROBLEM, asked('Middle'), IMPACT];
    const readings = readAnswers(`${before}### Middle\n\n${fill(unit)}${after}`, inputs).map(
      ({ reading }) => reading,
    );
    expect(readings[0]).toEqual({ state: 'read', value: { kind: 'text', text: 'slow' } });
    expect(readings[2]).toEqual({ state: 'read', value: { kind: 'choices', chosen: ['High'] } });
  });

  test.each(['1. ', '>', '> ', `${'- '.repeat(100)}a\n`, `${'> '.repeat(100)}a\n`])(
    'of %j is said to be nested too deeply, and read for nothing',
    (unit) => {
      const inputs = [PROBLEM, asked('Middle'), IMPACT];
      const readings = readAnswers(`${before}### Middle\n\n${fill(unit)}${after}`, inputs);
      expect(readings.map(({ reading }) => reading)).toEqual(
        inputs.map(() => ({ state: 'unreadable', why: expect.stringMatching(/nested so deeply/) })),
      );
    },
  );

  test.each(['```\n', '~~~\n', '`', '<!-- '])('of %j is told apart from an answer', (unit) => {
    const closed = `${before}${fill(unit)}-->\n${unit.trim()}${after}`;
    expect(said(closed, IMPACT, [PROBLEM])).toMatch(/^High$|^! Its heading/);
  });

  test.each(['### Impact\n', '### Problem\n### Impact\n'])('of %j is unreadable', (unit) => {
    expect(said(fill(unit), IMPACT, [PROBLEM])).toMatch(/^! The heading `Impact` stands here more than once/);
  });

  test.each([
    ['choices', 'High, ', PODS, /^! `High/],
    ['choices on lines', 'High\n', IMPACT, /^! `High High/],
    ['boxes', '- [x] a\n', TERMS, /^\+a$/],
  ])('of %s is answered', (_, unit, input, expected) => {
    expect(said(`### ${input.label}\n\n${fill(unit)}`, input)).toMatch(expected);
  });

  test('is nothing against more than GitHub takes', () => {
    expect(said(`${before}${fill('a', 131_072)}`, PROBLEM)).toMatch(/^! The issue is longer than GitHub/);
    expect(said(`${before}${fill('a', 65_000)}`, IMPACT)).toBe('(absent)');
  });
});
