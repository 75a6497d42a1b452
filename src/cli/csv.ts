// CSV that any reader takes as it was, no spreadsheet runs, and no terminal obeys.

const text = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Signs that steer a terminal or turn text around; no tabs and line ends, which are text. */
const STEERING = /(?![\t\r\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/** What a spreadsheet would run as a formula is kept text by a leading apostrophe (OWASP); a number below zero is none. */
function cell(value: unknown): string {
  const plain = text(value).replace(STEERING, '?');
  const safe = typeof value !== 'number' && /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line, quoted as RFC 4180 says. */
export const csvRow = (cells: readonly unknown[]): string => cells.map(cell).join(',');
