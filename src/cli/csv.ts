// CSV that any reader takes as it was, and no spreadsheet runs.

const text = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** What a spreadsheet would run as a formula is kept text by a leading apostrophe (OWASP); a number below zero is none. */
function cell(value: unknown): string {
  const plain = text(value);
  const safe = typeof value !== 'number' && /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line, quoted as RFC 4180 says. */
export const csvRow = (cells: readonly unknown[]): string => cells.map(cell).join(',');
