// The audit log as JSON lines or CSV, row by row, so that years of it need no memory.

import type { AuditRecord } from '../ports/records.ts';
import { csvRow } from './csv.ts';

export const AUDIT_COLUMNS = ['at', 'actor', 'action', 'subject', 'before', 'after', 'trace'] as const;

export const csvHead = csvRow(AUDIT_COLUMNS);

export const csvLine = (record: AuditRecord): string => csvRow(AUDIT_COLUMNS.map((column) => record[column]));
