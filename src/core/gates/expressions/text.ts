// Texts and dates in expressions. GitHub compares texts ignoring case, character by character and without regard to language
// (OrdinalIgnoreCase of .NET): so `ß` is not `SS`, and the dotless `ı` and the long `ſ` are not `I` and `S`.

/** Two texts are the same to expressions when their folds are. Has the length of the text. */
export function fold(text: string): string {
  const upper = text.toUpperCase();
  return upper.length === text.length && !BECOMES_ASCII.test(text)
    ? upper
    : Array.from(text, foldOne).join('');
}

const BECOMES_ASCII = /[ıſ]/;

function foldOne(character: string): string {
  const upper = character.toUpperCase();
  return upper.length === character.length && !BECOMES_ASCII.test(character) ? upper : character;
}

export const same = (a: string, b: string): boolean =>
  a === b || (a.length === b.length && fold(a) === fold(b));

const DAY_MS = 86_400_000;
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)([Zz]|[+-]\d\d:\d\d))?$/;

/** Of `2026-11-21`, its midnight in UTC, or of `2026-11-21T08:00:00+01:00`; NaN of anything else, the 30th of February too. */
export function instant(text: string): number {
  const [, year, month, day, time, zone] = (text.length <= 40 && DATE.exec(text)) || [];
  if (year === undefined || month === undefined || day === undefined) return Number.NaN;
  const midnight = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || new Date(midnight).getUTCDate() !== Number(day)) return Number.NaN;
  if (time === undefined || zone === undefined) return midnight;
  return Date.parse(`${year}-${month}-${day}T${time}${zone.toUpperCase()}`);
}

/** Whole days; of less than a day ahead 0, because somewhere it is that day already. */
export function daysBetween(then: number, now: number): number {
  const days = Math.floor((now - then) / DAY_MS);
  return days === -1 ? 0 : days;
}
