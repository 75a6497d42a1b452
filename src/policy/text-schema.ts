// Words that several kinds of files use, each with the name its errors give it.

import { Type } from 'typebox';
import { DURATION } from '../core/durations.ts';

export const words = (
  title: string,
  pattern: string,
  description: string,
  maxLength = 200,
  more: object = {},
) => Type.String({ title, pattern, maxLength, description, ...more });

/** As people read it; spaces and line ends come to one space each. */
export const prose = (longest: number, description: string) =>
  words(`a text of 1 to ${longest} characters`, '\\S', description, longest);

export const nameSchema = (description: string) =>
  words('a name of 1 to 80 characters', '^\\S.*$', description, 80);

export const slugSchema = (description: string) =>
  words(
    'a short name of lower-case letters, digits and single dashes',
    '^[a-z0-9]+(?:-[a-z0-9]+)*$',
    description,
    40,
  );

export const teamSchema = words(
  'the slug of a team, such as `payments`',
  '^[\\w-]{1,100}$',
  'Slug of a team.',
);

export const pathGlob = words(
  'a path such as `services/pay/**`, without `..`, braces, brackets or a slash at its start',
  '^(?!/)(?!.*(?:^|/)\\.\\.(?:/|$))[^\\\\{}\\[\\]!]{1,200}$',
  'A glob of paths: * within a folder, ** for any folders.',
);

/** What git lets a branch be called, with `*`, `**` and `?` for parts of it. */
export const branchGlob = words(
  'the name of a branch such as `release/*`, without `refs/heads/`, blanks, or a slash at its start or end',
  '^(?!refs/)(?!/)(?!.*//)(?!.*\\.\\.)(?!.*/$)(?!.*(?:\\.lock|\\.)$)[^\\s~^:\\\\{}\\[\\]!]{1,200}$',
  'A glob of branch names: * within a part, ** for any parts.',
);

export const durationSchema = (example: string, description: string, more: object = {}) =>
  Type.String({
    pattern: `^${DURATION}$`,
    title: `a duration such as \`${example}\``,
    description,
    ...more,
  });

const STAGE = '^[A-Za-z][A-Za-z0-9_-]{0,39}$';

export const STAGE_NAME = { pattern: STAGE, title: 'the name of a stage, such as `DISCOVERY`' } as const;

export const stageSchema = (description: string) => Type.String({ ...STAGE_NAME, description });

/** Prose as it is kept. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
