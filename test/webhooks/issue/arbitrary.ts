// Any form, filled in anyhow: what the reader must get back from the body that GitHub makes of it.

import fc from 'fast-check';
import { foldedHeading, foldedWords } from '../../../src/core/ideas/fold.ts';
import type { FormInput } from '../../../src/core/ideas/form.ts';
import { asked, type Filled } from './github.ts';

export interface FilledForm {
  readonly filled: readonly (readonly [FormInput, Filled])[];
}

/** One line of anything, but nothing that opens code or HTML: that is closed below, or in the tables of answers.test.ts. */
const LINE = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((line) => line.replace(/\s+/gu, ' ').trim())
  .filter((line) => line !== '' && !/[<`~]|^#/.test(line));

const LABEL = fc
  .oneof(
    LINE,
    fc.constantFrom(
      'Problem',
      'What is *wrong*?',
      'Pod:',
      'C #',
      'Größe',
      '问题',
      'Use `x`',
      'a_b',
      '🚀 Impact *',
      'No response',
    ),
  )
  .filter((label) => foldedHeading(label) !== '');

const OPTION = fc
  .oneof(
    LINE,
    fc.constantFrom(
      'High',
      'Low, for now',
      'a',
      'b',
      'a, b',
      '1.0.2 (Default)',
      '- x',
      'Yes, but, no',
      'Näher',
      '[link](x)',
    ),
  )
  .filter(
    (option) => foldedWords(option).replaceAll(',', '').trim() !== '' && foldedWords(option) !== 'none',
  );

const OPTIONS = fc.uniqueArray(OPTION, { minLength: 1, maxLength: 6, selector: foldedWords });

/** Blocks as people write them; `labels` are the form's own, at places where they are no headings of it. */
const blocksWith = (labels: readonly string[]) =>
  fc.oneof(
    { weight: 4, arbitrary: LINE },
    fc.constantFrom(
      '',
      '- one\n- two\n  - deep',
      '1. one\n\n   # inside a list\n2. two',
      '*a* **b** _c_',
      '> quoted\n> ### more',
      '---',
    ),
    fc.constantFrom(
      '### Steps',
      '# Title',
      '##### Deep',
      'Under\n---',
      'Lined\n===',
      '<!-- hint -->',
      '<details>\n<summary>x</summary>\n\ny\n\n</details>',
    ),
    fc.constantFrom(
      '```js\n# not a heading\n\n```',
      '~~~\n### x\n~~~',
      '    indented\n\n    more',
      '- [ ] open\n- [x] done',
      '| a | b |\n|---|---|\n| 1 | 2 |',
    ),
    fc
      .constantFrom(...labels)
      .chain((label) =>
        fc.constantFrom(
          `#### ${label}`,
          `###### ${label}`,
          `\`\`\`\n### ${label}\n\`\`\``,
          `> ### ${label}`,
          `- ### ${label}`,
          `<!--\n### ${label}\n-->`,
          `    ### ${label}`,
          `a\n    ### ${label}`,
        ),
      ),
  );

const textWith = (labels: readonly string[]) =>
  fc
    .array(blocksWith(labels), { minLength: 1, maxLength: 6 })
    .map((blocks) => blocks.join('\n\n').replace(/^\s*\n|\s+$/g, ''))
    .filter(
      (text) =>
        text
          .replaceAll('<!-- hint -->', '')
          .replace(/<!--\n.*\n-->/g, '')
          .trim() !== '',
    );

const codeWith = (labels: readonly string[]) =>
  fc
    .array(
      fc.oneof(
        LINE,
        fc.constantFrom('~~~', '    at x', '<!--', '# root', ...labels.map((label) => `### ${label}`)),
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((lines) => lines.join('\n'))
    .filter((text) => !text.startsWith('<!--'));

/** An input and what was filled in. */
function answered(label: string, labels: readonly string[]): fc.Arbitrary<readonly [FormInput, Filled]> {
  const text = (input: FormInput, arbitrary: fc.Arbitrary<string>) =>
    fc
      .option(arbitrary.map((text) => ({ kind: 'text' as const, text })))
      .map((filled) => [input, filled] as const);
  return fc.oneof(
    text(asked(label, { kind: 'input' }), LINE),
    text(asked(label), textWith(labels)),
    text(asked(label, { render: 'shell' }), codeWith(labels)),
    OPTIONS.chain((options) =>
      fc
        .option(fc.constantFrom(...options))
        .map(
          (one) =>
            [
              asked(label, { kind: 'dropdown', options }),
              one === null ? null : { kind: 'choices' as const, chosen: [one] },
            ] as const,
        ),
    ),
    OPTIONS.chain((options) =>
      fc
        .subarray(options, { minLength: 1 })
        .map(
          (chosen) =>
            [
              asked(label, { kind: 'dropdown', options, multiple: true }),
              { kind: 'choices', chosen },
            ] as const,
        ),
    ),
    OPTIONS.chain((options) =>
      fc
        .array(fc.boolean(), { minLength: options.length, maxLength: options.length })
        .map(
          (checked) => [asked(label, { kind: 'checkboxes', options }), { kind: 'boxes', checked }] as const,
        ),
    ),
  );
}

export const FORM: fc.Arbitrary<FilledForm> = fc
  .uniqueArray(LABEL, { minLength: 1, maxLength: 6, selector: foldedHeading })
  .chain((labels) => fc.tuple(...labels.map((label) => answered(label, labels))))
  .map((filled) => ({ filled }));
