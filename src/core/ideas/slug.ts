// Names that come out of what people wrote: of a project, and of its pod.

import { withoutEnd, withoutEnds } from '../ends.ts';
import { cut, visible } from '../render/text.ts';

/** As `slug` of project files. */
const LONGEST_SLUG = 40;
/** As `name` of project files. */
const LONGEST_NAME = 80;

/** `Pay later, für alle!` → `pay-later-fur-alle`; the empty string when no letter of it has an ASCII form. */
export const slugOf = (text: string): string =>
  withoutEnds(
    visible(text)
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replaceAll('ß', 'ss')
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, LONGEST_SLUG),
    '-',
  );

/** The title without what a form put before it, such as `[Idea]: `, and without what stands for lost bytes: files must not have that. */
export function projectName(title: string, issueNumber: number): string {
  const name = visible(title)
    .replaceAll('\ufffd', '')
    .replace(/^(?:\[idea\]\s*[:–-]?|idea\s*:|idea\s+[–-](?=\s|$))\s*/i, '')
    .trim();
  return cut(name, LONGEST_NAME) || `Idea ${issueNumber}`;
}

/** They say nothing; and `.clos/project.yml` is the project `project`, whatever its name. */
const UNTOLD: ReadonlySet<string> = new Set(['', 'idea', 'project']);

/** One that no project has; the issue's number tells two of the same name apart. */
export function projectSlug(name: string, issueNumber: number, taken: ReadonlySet<string>): string {
  const plain = slugOf(name);
  if (!UNTOLD.has(plain) && !taken.has(plain)) return plain;
  for (let copy = 1; ; copy += 1) {
    const slug = ending(plain || 'idea', copy === 1 ? `-${issueNumber}` : `-${issueNumber}-${copy}`);
    if (!taken.has(slug)) return slug;
  }
}

const ending = (plain: string, end: string): string =>
  `${withoutEnd(plain.slice(0, LONGEST_SLUG - end.length), '-')}${end}`;
