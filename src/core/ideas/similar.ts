// Which words of an idea count when two are compared. PostgreSQL compares them by their trigrams (migrations/0012_similar_ideas.sql).
// Only ASCII letters and digits come out: whether PostgreSQL takes others for letters depends on the locale of the database.

/** What people wrote: the title, and the answer to what the problem is. */
export interface IdeaText {
  readonly title: string;
  readonly problem: string;
}

/** Both are words with a space between them, ready to be compared. */
export interface Gist {
  readonly title: string;
  /** Of title and problem. */
  readonly words: string;
  /** The few that most probably another idea about the same has as well: their first letters, which other forms of them have too. */
  readonly keys: readonly string[];
}

/** More of a problem is not looked at: what somebody wants is said by then, and logs begin. */
const CHARACTERS = 2_000;
/** The longest words of a problem; long words are rare ones, and more of them find no more and cost time. */
const WORDS = 16;
/** As few as still find nearly all that all words would find. */
const KEYS = { title: 3, problem: 4 };
const FIRST_LETTERS = 6;

/** Said in every idea, whatever it is about. */
const STOP_WORDS = new Set(
  `a able about above add after again against all allow also am an and any are arent as at be because been before being below between
  both but by can cannot cant could did do does doesnt doing don dont down during each every few for from further get gets got had has
  have having he her here hers him his how i id if im in into is isnt it its ive just let like make many may me more most much must my
  need needs no nobody nor not now of off on once one only or other our ours out over own people please same she should so some somebody
  such support than that the their them then there these they this those through to today too two under until up us use used user users
  very want wants was we wed were what when where which while who whom why will with without would you your`.split(
    /\s+/,
  ),
);

const isUnspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;

/** Three characters for a sign that says as much as a word; one for a letter of another alphabet. */
function ascii(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (code < 128) return letter;
  // Spread, as signs that stand near each other in Unicode should have nothing in common.
  return isUnspaced.test(letter)
    ? (Math.imul(code, 0x9e3779b1) >>> 16).toString(36).padStart(3, '0').slice(-3)
    : (code % 36).toString(36);
}

/** Ids and hashes of pasted logs are long, and say nothing. */
const counts = (word: string): boolean => !STOP_WORDS.has(word) && !(word.length > 8 && /\d/.test(word));

function wordsOf(text: string): readonly string[] {
  const plain = text
    .slice(0, CHARACTERS)
    .replace(/https?:\/\/\S+/g, ' ')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\p{Mn}'’]/gu, '')
    .normalize('NFC')
    .replaceAll('ß', 'ss');
  const found = plain.match(/[\p{L}\p{N}]{1,30}/gu) ?? [];
  return found.filter(counts).map((word) => word.replace(/[^a-z0-9]/gu, ascii));
}

const longest = (words: readonly string[], most: number): readonly string[] =>
  [...new Set(words)].toSorted((one, other) => other.length - one.length).slice(0, most);

export function gist({ title, problem }: IdeaText): Gist {
  const [named, told] = [wordsOf(title), wordsOf(problem)];
  const keys = [...longest(named, KEYS.title), ...longest(told, KEYS.problem)];
  return {
    title: named.join(' '),
    words: [...named, ...longest(told, WORDS)].join(' '),
    keys: [...new Set(keys.map((key) => key.slice(0, FIRST_LETTERS)))],
  };
}

/**
 * From which similarity on an idea is named, unless a repository sets another. Measured on the pairs of test/ideas/pairs, half of them no
 * duplicates but hard to tell from such (`npm run bench -- similar` prints the curve): of those that are named nine in ten are right, and
 * a third of the duplicates are named. Trigrams do not see the same wish in other words. At 0.38 half would be named, and one in six be
 * wrong; to be told of a duplicate that is none annoys more than not to be told.
 */
export const THRESHOLD = 0.42;
