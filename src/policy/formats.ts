// Texts that mean something: addresses, dates and times. Strict, because what is judged by them must not depend on who parses.

const LONGEST_ADDRESS = 2_000;

/** One that a person could open: http or https, without a name and password in it, all of it ASCII. */
export function isAddress(text: string): boolean {
  if (
    text.length > LONGEST_ADDRESS ||
    !/^https?:\/\/(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9a-f]{2})+$/i.test(text)
  )
    return false;
  const url = URL.parse(text);
  return url !== null && url.username === '' && url.password === '';
}

/** A day there is, as `2026-01-31`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** A date, `T`, a time of day and how far from UTC (RFC 3339). */
export function isTime(text: string): boolean {
  const [, day = ''] =
    /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/.exec(text) ?? [];
  return isDate(day) && !Number.isNaN(Date.parse(text));
}
