// docs/command-line.md is what the program says of itself, and its examples are what it prints.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Command, Option } from 'commander';
import { EXIT } from '../../src/cli/exit.ts';
import { createProgram } from '../../src/cli/program.ts';
import { ideaBody } from '../support/idea.ts';
import { clos, EVIDENCE, folder, PROJECT } from './support.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/command-line.md'), 'utf8');

/** The part under a heading, up to the next one of the same or a higher level. */
const section = (heading: string): string => {
  const [, text = ''] = page.split(`\n${heading}\n`);
  return text.split(/\n#{2,3} /)[0] ?? '';
};

const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

const program = createProgram({
  print: () => {},
  here: { folder: '.', now: () => '', web: { answers: () => Promise.reject(new Error('not asked')) } },
  inWorld: () => Promise.reject(new Error('not opened')),
});

function leaves(command: Command, before = ''): [string, Command][] {
  const name = `${before} ${command.name()}`.trim();
  return command.commands.length === 0
    ? [[name, command]]
    : command.commands.flatMap((one) => leaves(one, name));
}

function meaning({ description, argChoices, defaultValue }: Option): string {
  if (argChoices === undefined)
    return defaultValue === undefined ? description : `${description}; \`${defaultValue}\` without it`;
  const words = argChoices.map((one) => (one === defaultValue ? `\`${one}\` (default)` : `\`${one}\``));
  return `${description}: ${words.join(', ')}`;
}

const all = leaves(program);

const starterForm = readFileSync(join(import.meta.dirname, '../../.github/ISSUE_TEMPLATE/idea.yml'), 'utf8');

describe('docs/command-line.md', () => {
  test('has a section for every command, and none for another', () => {
    const headings = [...page.matchAll(/^### `(.+)`$/gm)].map(([, name]) => name);
    expect(headings).toEqual(all.map(([name]) => name));
  });

  test.each(all)('says of `%s` what its help says', (name, command) => {
    const text = section(`### \`${name}\``);
    expect(text.trim().split('\n')[0]).toBe(command.description());
    const args = command.registeredArguments.map((one) => {
      const inner = `${one.name()}${one.variadic ? '…' : ''}`;
      return [one.required ? `\`<${inner}>\`` : `\`[${inner}]\``, one.description];
    });
    const options = command.options.map((one) => [`\`${one.flags}\``, meaning(one)]);
    expect(rowsOf(text)).toEqual([...args, ...options]);
  });

  test('names every exit code once', () => {
    const codes = rowsOf(section('## Exit codes')).map(([code = '']) => Number(code.replaceAll('`', '')));
    expect(codes).toEqual(Object.values(EXIT).toSorted());
  });

  const TREES = {
    'clos validate': {
      '.clos/config.yml': 'version: 1\n',
      '.clos/evidence.yml': EVIDENCE,
      '.clos/project.yml': PROJECT.replace('DISCOVERY', 'DISCOVER'),
    },
    'clos gate check': {
      '.clos/project.yml': PROJECT,
      '.clos/evidence.yml': EVIDENCE.replace('7', '2'),
    },
    'clos idea check idea.md': {
      '.clos/ideas.yml': 'version: 1\n',
      '.github/ISSUE_TEMPLATE/idea.yml': starterForm,
      'idea.md': ideaBody({
        impact: 'High, many people would notice it, and some would pay more or stay',
        effort: '',
        pod: '',
      }),
    },
    'clos gate promote': { '.clos/project.yml': PROJECT, '.clos/evidence.yml': EVIDENCE },
  };

  test.each(Object.entries(TREES))('shows what `%s` prints', async (command, files) => {
    const [, shown = ''] = page.split(`$ ${command}\n`);
    const { out } = await clos(folder(files), command.split(' ').slice(1));
    expect(shown.split('```')[0]).toBe(`${out}\n`);
  });
});
