// Names that come out of what people wrote: of a project, and of its pod.

import { cut, visible } from '../render/text.ts';

/** As `slug` of project files. */
const LONGEST_SLUG = 40;
/** As `name` of project files. */
const LONGEST_NAME = 80;

/** `Pay later, für alle!` → `pay-later-fur-alle`; the empty string when no letter of it has an ASCII form. */
export const slugOf = (text: string): string =>
  visible(text)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/^-+|-+$/g, '');

/** The title without what a form put before it, such as `[Idea]: `. */
export function projectName(title: string, issueNumber: number): string {
  const name = visible(title)
    .replace(/^\[?idea\]?\s*[:–-]\s*|^\[idea\]\s*/i, '')
    .trim();
  return cut(name, LONGEST_NAME) || `Idea ${issueNumber}`;
}

/** One that no project has; the issue's number tells two of the same name apart. */
export function projectSlug(name: string, issueNumber: number, taken: ReadonlySet<string>): string {
  const plain = slugOf(name) || 'idea';
  const ending = `-${issueNumber}`;
  const own = `${plain.slice(0, LONGEST_SLUG - ending.length).replace(/-+$/, '')}${ending}`;
  return taken.has(plain) || plain === 'idea' ? own : plain;
}
