// `extends`: the files a file builds on, read and checked as the same kind, the farthest first (T-5).
// Invariants: at most 3 deep and 20 in all, only from repositories of this installation and from their `.clos/` folders, and
// never twice in one chain. What an extended file may say is decided after all was read: it is of the same kind, so it can say
// no more than the file that names it. A problem anywhere is told where the file that was looked at names the other.

import type { ConfigurationProblem } from '../core/policy.ts';
import type { FileKind, Placed, Spot } from './kind.ts';
import { LIMITS } from './limits.ts';
import { type Complaint, inline, quoted } from './problem.ts';
import { type FileReading, readFile } from './read.ts';

export interface Reference {
  readonly owner: string;
  readonly name: string;
  readonly path: string;
  /** Branch, tag or commit; null: the default branch. */
  readonly ref: string | null;
}

export type Loaded =
  | { readonly kind: 'file'; readonly text: string; readonly blobSha: string }
  | { readonly kind: 'missing' }
  /** Not a repository of this installation. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unreadable'; readonly why: string };

export type Load = (reference: Reference) => Promise<Loaded>;

/** A file that was read on the way. */
export interface ReadFile extends Reference {
  readonly blobSha: string;
}

export type Extended<T> =
  /** `layers`: the farthest first, the file itself last. */
  | { readonly ok: true; readonly layers: readonly Placed<T>[]; readonly files: readonly ReadFile[] }
  | {
      readonly ok: false;
      readonly problems: readonly ConfigurationProblem[];
      readonly files: readonly ReadFile[];
    };

interface Extending {
  readonly extends?: string | readonly string[];
}

const DEEPEST = 3;
const MOST = 20;

interface Way<T> {
  readonly kind: FileKind<T>;
  readonly load: Load;
  readonly files: ReadFile[];
  /** Visits, those of the same file included, so that a lattice of includes cannot grow. */
  visits: number;
}

export const labelOf = ({ owner, name, path, ref }: Reference): string =>
  `${owner}/${name}/${path}${ref === null ? '' : `@${ref}`}`;

const sameFile = (a: Reference, b: Reference): boolean =>
  labelOf(a).toLowerCase() === labelOf(b).toLowerCase();

/** `at`: where the file itself lies; `reading`: what it says. */
export async function extended<T extends Extending>(
  kind: FileKind<T>,
  at: Reference,
  reading: FileReading<T>,
  load: Load,
): Promise<Extended<T>> {
  if (!reading.ok) return { ...reading, files: [] };
  const way: Way<T> = { kind, load, files: [], visits: 0 };
  const found = await follow(way, reading, [at]);
  return 'layers' in found
    ? { ok: true, layers: found.layers, files: way.files }
    : { ok: false, problems: found.problems, files: way.files };
}

type Followed<T> =
  | { readonly layers: readonly Placed<T>[] }
  | { readonly problems: readonly ConfigurationProblem[] };

async function follow<T extends Extending>(
  way: Way<T>,
  file: Placed<T>,
  chain: readonly Reference[],
): Promise<Followed<T>> {
  const named = file.value.extends ?? [];
  const texts = typeof named === 'string' ? [named] : named;
  const layers: Placed<T>[] = [];
  for (const [index, text] of texts.entries()) {
    const spot: Spot = { path: ['extends', ...(typeof named === 'string' ? [] : [String(index)])] };
    const found = await include(way, referenceOf(text, way.kind.path), chain);
    if ('layers' in found) layers.push(...found.layers);
    else return { problems: [{ ...found.complaint, ...file.place(spot) }] };
  }
  return { layers: [...layers, file] };
}

/** Of text that matches the schema. Without a path the file of the same kind is meant. */
function referenceOf(text: string, path: string): Reference {
  const [place = '', ref = null] = text.split(/@(.*)/s);
  const [owner = '', name = '', ...rest] = place.split('/');
  return { owner, name, path: rest.length === 0 ? path : rest.join('/'), ref };
}

type Included<T> = { readonly layers: readonly Placed<T>[] } | { readonly complaint: Complaint };

async function include<T extends Extending>(
  way: Way<T>,
  wanted: Reference,
  chain: readonly Reference[],
): Promise<Included<T>> {
  const refused = refusal(way, wanted, chain);
  if (refused !== null) return { complaint: refused };
  const loaded = await way.load(wanted);
  if (loaded.kind !== 'file') return { complaint: notLoaded(wanted, loaded) };
  way.files.push({ ...wanted, blobSha: loaded.blobSha });
  const reading = readFile(way.kind, labelOf(wanted), loaded.text, LIMITS);
  if (!reading.ok) return { complaint: broken(wanted, reading.problems) };
  const found = await follow(way, reading, [...chain, wanted]);
  return 'layers' in found ? found : { complaint: passedOn(wanted, found.problems) };
}

function refusal(way: { visits: number }, wanted: Reference, chain: readonly Reference[]): Complaint | null {
  way.visits += 1;
  if (chain.some((one) => sameFile(one, wanted))) return cycle([...chain, wanted]);
  if (chain.length > DEEPEST) return tooDeep([...chain, wanted]);
  if (way.visits > MOST) return TOO_MANY;
  return isInFolder(wanted.path) ? null : outside(wanted);
}

const isInFolder = (path: string): boolean =>
  path.startsWith('.clos/') && path.split('/').every((step) => step !== '' && step !== '..' && step !== '.');

const chainText = (chain: readonly Reference[]): string =>
  chain.map((one) => quoted(labelOf(one))).join(' → ');

const cycle = (chain: readonly Reference[]): Complaint => ({
  code: 'config.extends-cycle',
  message: `These files extend each other in a circle: ${chainText(chain)}.`,
  mend: 'Take the last `extends` of the circle out.',
});

const tooDeep = (chain: readonly Reference[]): Complaint => ({
  code: 'config.extends-too-deep',
  message: `More than ${DEEPEST} files extend one another: ${chainText(chain)}.`,
  mend: 'Extend the farthest file directly, or write its settings out.',
});

const TOO_MANY: Complaint = {
  code: 'config.extends-too-many',
  message: `More than ${MOST} files are extended, all together.`,
  mend: 'Put settings that belong together in one file.',
};

const outside = (wanted: Reference): Complaint => ({
  code: 'config.extends-outside',
  message: `${quoted(labelOf(wanted))} does not lie in a \`.clos/\` folder.`,
  mend: `Move it there, and write ${quoted(`${wanted.owner}/${wanted.name}/.clos/${wanted.path.split('/').at(-1)}`)}.`,
});

function notLoaded(wanted: Reference, loaded: Exclude<Loaded, { kind: 'file' }>): Complaint {
  const repository = quoted(`${wanted.owner}/${wanted.name}`);
  switch (loaded.kind) {
    case 'foreign':
      return {
        code: 'config.extends-foreign',
        message: `${repository} is not a repository of this installation of CLOS.`,
        mend: 'Install CLOS on it under the same account, or copy the settings here.',
      };
    case 'missing':
      return {
        code: 'config.extends-missing',
        message: `There is no file ${quoted(labelOf(wanted))}.`,
        mend: 'Check the path and the branch after `@`; without them the file of the same name on the default branch is meant.',
      };
    case 'unreadable':
      return {
        code: 'config.extends-broken',
        message: `${quoted(labelOf(wanted))} cannot be read: ${inline(loaded.why, 120)}.`,
        mend: 'Make it a plain YAML file of at most 256 KiB.',
      };
  }
}

function broken(wanted: Reference, problems: readonly ConfigurationProblem[]): Complaint {
  const [first] = problems;
  const more = problems.length > 1 ? ` It has ${problems.length - 1} more.` : '';
  return {
    code: 'config.extends-broken',
    message: `${quoted(labelOf(wanted))} has a problem in line ${first?.line}: ${first?.message}${more}`,
    mend: `Mend that file first. ${first?.mend}`,
  };
}

/** A circle or a limit is about the whole chain and says so by itself; what is wrong in one file names that file. */
function passedOn(wanted: Reference, problems: readonly ConfigurationProblem[]): Complaint {
  const [first] = problems;
  const code = first?.code as Complaint['code'];
  if (first && /-(cycle|too-deep|too-many)$/.test(code))
    return { code, message: first.message, mend: first.mend };
  return broken(wanted, problems);
}
