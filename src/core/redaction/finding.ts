// Where a secret is in a text, and what it is shaped like. Ranges are in UTF-16 units, the end not included.

export interface Finding {
  readonly start: number;
  readonly end: number;
  /** For people: "GitHub token". */
  readonly kind: string;
}

/** What to look for, by kind. A pattern has no capturing groups: the table gives each of its rows one. */
export type Kinds = readonly (readonly [kind: string, pattern: string])[];

/** One pattern for a whole table, so that a text is walked once. */
export const anyOf = (kinds: Kinds): string => kinds.map(([, pattern]) => `(${pattern})`).join('|');

/** The kind whose group took part; the table's groups come first. */
export function kindOf(kinds: Kinds, match: RegExpMatchArray): string {
  const row = kinds.findIndex((_, i) => match[i + 1] !== undefined);
  return kinds[row]?.[0] ?? 'secret';
}

/** In order and without overlaps: of two that overlap, the first gives the name and both are left out. */
export function merged(findings: readonly Finding[]): readonly Finding[] {
  const sorted = [...findings].sort((a, b) => a.start - b.start || b.end - a.end);
  const apart: Finding[] = [];
  for (const finding of sorted) {
    const last = apart.at(-1);
    if (last === undefined || finding.start >= last.end) apart.push(finding);
    else if (finding.end > last.end) apart[apart.length - 1] = { ...last, end: finding.end };
  }
  return apart;
}
