// The audit log as JSON lines or CSV, row by row, so that years of it need no memory.

import type { AuditRecord } from '../ports/records.ts';

export const AUDIT_COLUMNS = ['at', 'actor', 'action', 'subject', 'before', 'after', 'trace'] as const;

const text = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** Quoted as RFC 4180 says. What a spreadsheet would run as a formula is kept text by a leading apostrophe (OWASP). */
function cell(value: unknown): string {
  const plain = text(value);
  const safe = /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvHead = AUDIT_COLUMNS.join(',');

export const csvLine = (record: AuditRecord): string =>
  AUDIT_COLUMNS.map((column) => cell(record[column])).join(',');

export const jsonLine = (record: AuditRecord): string => JSON.stringify(record);
