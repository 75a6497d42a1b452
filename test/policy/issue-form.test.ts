// GitHub's issue forms: what is read of them, and the little that makes one unusable.

import { describe, expect, test } from '@jest/globals';
import type { FormInput } from '../../src/core/ideas/form.ts';
import { readIssueForm } from '../../src/policy/issue-form.ts';

const FILE = '.github/ISSUE_TEMPLATE/idea.yml';
const read = (text: string) => readIssueForm(FILE, text);
const inputs = (text: string): readonly FormInput[] => read(text).form?.inputs ?? [];

const PLAIN = {
  id: null,
  aliases: [],
  required: false,
  multiple: false,
  options: [],
  render: null,
};

const WHOLE = `name: Idea
description: Something we should do
title: "[Idea]: "
labels: [idea, "needs triage"]
assignees: octocat
projects: ["acme/1"]
type: Feature
body:
  - type: markdown
    attributes:
      value: |
        ### Thanks
        for taking the time
  - type: input
    id: contact
    attributes:
      label: Contact
      description: How can we reach you?
      placeholder: ex. a@example.com
  - type: textarea
    id: problem
    attributes:
      label: "What is the *problem*?"
      value: Tell us
    validations:
      required: true
  - type: textarea
    id: logs
    attributes:
      label: Logs
      render: shell
  - type: dropdown
    id: pods
    attributes:
      label: Pods
      multiple: true
      default: 0
      options:
        - Payments
        - Web, mobile
        - 2024
        - "No"
  - type: checkboxes
    id: terms
    attributes:
      label: Terms
      options:
        - label: I searched
          required: true
        - label: I agree to the [code](x)
  - type: upload
    id: screens
    attributes:
      label: Screenshots
    validations:
      required: false
      accept: ".png"
`;

describe('an issue form', () => {
  test('is read for what it asks', () => {
    expect(read(WHOLE)).toEqual({
      form: {
        labels: ['idea', 'needs triage'],
        inputs: [
          { ...PLAIN, kind: 'input', id: 'contact', label: 'Contact' },
          { ...PLAIN, kind: 'textarea', id: 'problem', label: 'What is the *problem*?', required: true },
          { ...PLAIN, kind: 'textarea', id: 'logs', label: 'Logs', render: 'shell' },
          {
            ...PLAIN,
            kind: 'dropdown',
            id: 'pods',
            label: 'Pods',
            multiple: true,
            options: ['Payments', 'Web, mobile', '2024', 'No'],
          },
          {
            ...PLAIN,
            kind: 'checkboxes',
            id: 'terms',
            label: 'Terms',
            required: true,
            options: ['I searched', 'I agree to the [code](x)'],
          },
          { ...PLAIN, kind: 'textarea', id: 'screens', label: 'Screenshots' },
        ],
      },
      problems: [],
    });
  });

  test.each<[string, string, readonly string[]]>([
    ['a list', 'labels: [a, b]', ['a', 'b']],
    ['text with commas', 'labels: "a, b c,"', ['a', 'b c']],
    ['nothing', 'labels:', []],
    ['something else', 'labels: {a: b}', []],
  ])('may have labels as %s', (_, line, labels) => {
    expect(read(`${line}\nbody: [{type: input, attributes: {label: A}}]`).form?.labels).toEqual(labels);
  });

  test.each<[string, string, readonly string[]]>([
    ['entries that are no mapping', 'body: [1, null, [], {type: input, attributes: {label: A}}]', ['A']],
    ['an input without a label', 'body: [{type: input}, {type: input, attributes: {label: A}}]', ['A']],
    [
      'a label that is empty',
      'body: [{type: input, attributes: {label: " "}}, {type: input, attributes: {label: A}}]',
      ['A'],
    ],
    ['a label that is a number', 'body: [{type: input, attributes: {label: 2024}}]', ['2024']],
    [
      'an entry without a type',
      'body: [{attributes: {label: B}}, {type: input, attributes: {label: A}}]',
      ['A'],
    ],
    ['a type nobody knows', 'body: [{type: slider, attributes: {label: B}}]', ['B']],
    ['keys nobody knows', 'x: 1\nbody: [{type: input, y: 2, attributes: {label: A, z: 3}}]', ['A']],
    ['options that are none', 'body: [{type: dropdown, attributes: {label: A, options: {a: b}}}]', ['A']],
    ['a byte-order mark', '\ufeffbody: [{type: input, attributes: {label: A}}]', ['A']],
    ['the line ends of Windows', 'body:\r\n  - type: input\r\n    attributes:\r\n      label: A\r\n', ['A']],
  ])('may have %s', (_, text, labels) => {
    expect(read(text).problems).toEqual([]);
    expect(inputs(text).map(({ label }) => label)).toEqual(labels);
  });

  test('may come as bytes', () => {
    expect(readIssueForm(FILE, new TextEncoder().encode(WHOLE)).form?.inputs).toHaveLength(6);
  });
});

describe('an issue form that cannot be used', () => {
  test.each<[string, string, string, number, number]>([
    ['is empty', '', 'config.missing-key', 1, 1],
    ['is a list', '- a', 'config.missing-key', 1, 1],
    ['has no body', 'name: Idea\n', 'config.missing-key', 1, 1],
    ['has a body that is no list', 'name: Idea\nbody: text', 'config.wrong-type', 2, 7],
    ['has an empty body', 'name: Idea\nbody:', 'config.wrong-type', 2, 1],
    [
      'asks nothing',
      'name: Idea\nbody: [{type: markdown, attributes: {label: A}}]',
      'config.missing-key',
      2,
      1,
    ],
    [
      'has two labels that read the same',
      'body:\n  - type: input\n    attributes: {label: Pod}\n  - type: input\n    attributes: {label: "**pod**:"}\n',
      'config.listed-twice',
      5,
      25,
    ],
    ['is no YAML', 'body: [', 'config.bad-indent', 1, 8],
    ['sets a key twice', 'body: []\nbody: []', 'config.duplicate-key', 2, 1],
    ['has a tag', 'body: !!js/function x', 'config.tag', 1, 7],
    ['is Markdown', '---\nname: Bug\n---\n\n**Describe** it\n', 'config.several-documents', 3, 1],
    ['is too large', `#${'a'.repeat(300_000)}`, 'config.too-large', 1, 1],
  ])('%s', (_, text, code, line, column) => {
    const { form, problems } = read(text);
    expect(form).toBeNull();
    expect(problems[0]).toMatchObject({ code, file: FILE, line, column });
    expect(problems[0]!.message).not.toBe('');
    expect(problems[0]!.mend).not.toBe('');
  });

  test('has a bomb of aliases', () => {
    const levels = Array.from({ length: 12 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`);
    expect(read(`a0: &a0 [x]\n${levels.join('\n')}\nbody: *a12\n`).problems[0]!.code).toBe(
      'config.too-many-aliases',
    );
  });
});
