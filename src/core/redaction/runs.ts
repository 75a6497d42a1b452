// Runs of base64 and hex, read: a secret may be inside. Ordinary ones, such as hashes and images, decode to nothing that looks
// like a secret and stay.

/** The shortest secret with the name that shows it, `token=12345678`, is longer than that in base64. */
const BASE64 = /[\w+/-]{18,}={0,2}/g;
/** In pairs, together or apart; more of the same shape than a MAC address. */
const HEX = /(?<![0-9a-f])(?:0x)?(?:[0-9a-f]{2}[ :]?){11,}[0-9a-f]{2}(?![0-9a-f])/gi;
/** Text does not begin with these; random bytes do so soon. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells text from noise here.
const NOISE = /[\x00-\x08\x0e-\x1f\x7f]/;
const SAMPLE = 64;

export interface Run {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function* runs(text: string): Generator<Run> {
  for (const { 0: run, index } of text.matchAll(BASE64)) {
    // A path or a name may be glued to the front by a character that base64 uses too.
    for (const from of beginnings(run)) {
      const decoded = fromBase64(run.slice(from));
      if (decoded !== null) yield { start: index + from, end: index + run.length, text: decoded };
    }
  }
  for (const { 0: run, index } of text.matchAll(HEX)) {
    const decoded = fromHex(run);
    if (decoded !== null) yield { start: index, end: index + run.length, text: decoded };
  }
}

function* beginnings(run: string): Generator<number> {
  yield 0;
  let found = 0;
  for (let i = 1; i < run.length - 18 && found < 8; i += 1) {
    if (!'/_-+'.includes(run[i - 1] ?? '')) continue;
    found += 1;
    yield i;
  }
}

function fromBase64(run: string): string | null {
  const plain = run.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  if (NOISE.test(decode(plain.slice(0, SAMPLE)))) return null;
  return decode(plain);
}

/** `atob` refuses a single character too many. */
const decode = (plain: string): string => atob(plain.length % 4 === 1 ? plain.slice(0, -1) : plain);

function fromHex(run: string): string | null {
  const digits = run.replace(/^0x|[ :]/gi, '');
  if (NOISE.test(unhexed(digits.slice(0, SAMPLE)))) return null;
  return unhexed(digits);
}

const unhexed = (digits: string): string =>
  digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
