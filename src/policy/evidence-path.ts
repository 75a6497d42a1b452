// Where evidence may lie: in `.clos/` or `.clos/evidence/`, the folders that are read, by a plain name that every system spells the
// same way (T-14).

import { withoutEnds } from '../core/ends.ts';
import { type Complaint, quoted } from './problem.ts';

const PLAIN = /^\.clos\/(?:evidence\/)?[A-Za-z0-9_][A-Za-z0-9_.-]*\.(?:ya?ml|json)$/;
/** Plain as well, in a folder that is not read. */
const DEEPER = /^\.clos\/(?:[A-Za-z0-9_][A-Za-z0-9_.-]*\/)+[A-Za-z0-9_][A-Za-z0-9_.-]*\.(?:ya?ml|json)$/;
/** Some systems drop a dot at the end of a name. */
const DOTS = /\.(?:\/|$)/;

/** Null: it may lie there. */
export function evidencePathFault(path: string): Complaint | null {
  if (PLAIN.test(path) && !DOTS.test(path)) return null;
  const steps = path.replace(/^\.\//, '').split('/');
  const mend = `and write ${quoted(suggested(path))}.`;
  if (steps[0] !== '.clos' || steps.includes('..'))
    return { ...outsideFolder(path), mend: `Move it there, ${mend}` };
  if (DEEPER.test(path) && !DOTS.test(path)) return { ...otherFolder(path), mend: `Move it there, ${mend}` };
  if (/\.(?:ya?ml|json)$/.test(path)) return { ...oddName(path), mend: `Rename it, ${mend}` };
  return {
    code: 'config.invalid-value',
    message: `${quoted(path)} is neither YAML nor JSON by its ending.`,
    mend: `Write a path that ends in \`.yml\` or \`.json\`, such as ${quoted(suggested(path))}.`,
  };
}

/** The last name of the path as it could be written. */
function suggested(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  const stem = withoutEnds(
    name
      .normalize('NFKD')
      .replace(/\.[^.]*$/, '')
      .replace(/[^A-Za-z0-9_-]+/g, '-'),
    '-',
  );
  const ending = /\.json$/i.test(name) ? 'json' : 'yml';
  return `.clos/${stem === '' ? 'evidence' : stem}.${ending}`;
}

const outsideFolder = (path: string) => ({
  code: 'config.outside-folder' as const,
  message: `Evidence lies under \`.clos/\`, but ${quoted(path)} does not.`,
});

const otherFolder = (path: string) => ({
  code: 'config.outside-folder' as const,
  message: `Evidence lies in \`.clos/\` itself or in \`.clos/evidence/\`, but ${quoted(path)} does not.`,
});

const oddName = (path: string) => ({
  code: 'config.odd-path' as const,
  message: `${quoted(path)} has characters that not every system spells the same way; letters, digits, \`-\`, \`_\` and single dots are fine.`,
});
