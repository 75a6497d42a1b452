// Names of project files. Two spellings of one name would be two projects here and one elsewhere, so there is exactly one (T-14).

import { withoutEnds } from '../core/ends.ts';
import { type Complaint, quoted } from './problem.ts';
import { PROJECT_PATH } from './project.ts';
import { folded } from './tree-files.ts';

const LONGEST_SLUG = 40;
const CANONICAL = /^\.clos\/(?:project|projects\/[a-z0-9]+(?:-[a-z0-9]+)*)\.yml$/;
const ALIKE = /^\.clos\/(?:projects\/)?(.+)\.(?:ya?ml|json)$/s;

/** The identity of the project in a file that is one, or looks like one; null: it does not. */
export function slugIn(path: string): string | null {
  const plain = folded(path);
  const slug = ALIKE.exec(plain)?.[1];
  return slug !== undefined && (slug === 'project' || plain.startsWith('.clos/projects/')) ? slug : null;
}

/** Of a path with a slug. Null: it is spelled as it should be. */
export function pathFault(path: string): Complaint | null {
  const slug = slugIn(path) ?? '';
  if (CANONICAL.test(path) && slug.length <= LONGEST_SLUG) return null;
  const why =
    FAULTS.find(([test]) => test(path))?.[1] ??
    'is not spelled with lower-case letters, digits and single dashes';
  return {
    code: 'config.odd-path',
    message: `${quoted(path)} looks like a project file, but it ${why}.`,
    mend: `Name it ${quoted(suggested(path, slug))}.`,
  };
}

const FAULTS: readonly (readonly [test: (path: string) => boolean, why: string])[] = [
  [(path) => path.includes('\\'), 'has a backslash in its path'],
  [(path) => /(?:^|\/)\.{0,2}(?:\/|$)/.test(path), 'has an empty step, `.` or `..` in its path'],
  [(path) => /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(path), 'has characters nobody sees'],
  [(path) => /[. ](?:\/|$)|\/ /.test(path), 'has a dot or space at the start or end of a name'],
  [(path) => path.normalize('NFC') !== path, 'has letters put together from parts (NFD)'],
  [(path) => /^\.clos\/projects\/.*\//.test(path), 'lies deeper than `.clos/projects/`'],
  [(path) => path !== path.toLowerCase(), 'has upper-case letters'],
  [(path) => !path.endsWith('.yml'), 'does not end in `.yml`'],
  [(path) => path.length > LONGEST_SLUG + 19, `has a name of more than ${LONGEST_SLUG} characters`],
];

function suggested(path: string, slug: string): string {
  if (slug === 'project' && !folded(path).startsWith('.clos/projects/')) return PROJECT_PATH;
  const plain = withoutEnds(
    slug
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, LONGEST_SLUG),
    '-',
  );
  return `.clos/projects/${plain === '' ? 'name' : plain}.yml`;
}
