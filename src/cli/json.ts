// JSON that a terminal may show: JSON leaves signs such as U+009B as they are, and a terminal would obey them.

const escaped = (sign: string): string =>
  Array.from({ length: sign.length }, (_, index) => `\\u${hex(sign.charCodeAt(index))}`).join('');

const hex = (unit: number): string => unit.toString(16).padStart(4, '0');

/** The same value to whoever parses it. Outside of its texts, JSON has line ends and spaces only. */
const harmless = (json: string): string => json.replace(/(?!\n)[\p{Cc}\p{Cf}]/gu, escaped);

export const jsonText = (value: unknown): string => harmless(JSON.stringify(value, null, 2));

/** Without a line end in it. */
export const jsonLine = (value: unknown): string => harmless(JSON.stringify(value));
