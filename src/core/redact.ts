// Leaves secret-shaped parts out of what people wrote, before it is stored, echoed or logged (T-105).
// Pure, linear in the length of the text, never throws; what is no secret stays byte for byte, and doing it twice changes nothing.

import { assignments } from './redaction/assignments.ts';
import { blocks } from './redaction/blocks.ts';
import { type Finding, merged } from './redaction/finding.ts';
import { reversed, reversedParts } from './redaction/hints.ts';
import { runs } from './redaction/runs.ts';
import { within } from './redaction/stretches.ts';
import { tokens } from './redaction/tokens.ts';
import { urls } from './redaction/urls.ts';
import { changedLines, joined, original, turned, unescaped, type View } from './redaction/views.ts';

export interface Redacted {
  readonly text: string;
  /** What was left out, such as `GitHub token`: each once, in order of first appearance. */
  readonly kinds: readonly string[];
}

/** What is left out may have stood between two halves of another; rarely is there anything to do a second time. */
const ROUNDS = 4;
/** Base64 of base64 is read; what is wrapped more often is not an accident. */
const DEPTH = 2;

export function redact(text: string): Redacted {
  let redacted = text;
  const kinds = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const findings = merged(secretsIn(redacted, DEPTH));
    if (findings.length === 0) break;
    for (const { kind } of findings) kinds.add(kind);
    redacted = without(redacted, findings);
  }
  return { text: redacted, kinds: [...kinds] };
}

function without(text: string, findings: readonly Finding[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, kind } of findings) {
    parts.push(text.slice(at, start), `[redacted: ${kind}]`);
    at = end;
  }
  return parts.join('') + text.slice(at);
}

/** As it stands, and read in each of the ways a secret may have been written down. */
function secretsIn(text: string, depth: number): readonly Finding[] {
  const plain = plainly(text);
  const bare = unescaped(text);
  const whole = joined(bare?.text ?? text, new Set(plain.map(({ start }) => start)));
  const inWhole = whole === null ? [] : seenIn(whole, depth);
  return [
    ...plain,
    ...encoded(text, depth),
    ...within(text, reversedParts(text), backwards),
    ...(bare === null ? [] : seenIn(bare, depth)),
    ...(bare === null ? inWhole : inWhole.map((finding) => original(bare, finding))),
  ];
}

function plainly(text: string): readonly Finding[] {
  return [...blocks(text), ...inLine(text)];
}

/** What does not go over the end of a line. */
function inLine(text: string): readonly Finding[] {
  return [...tokens(text), ...urls(text), ...assignments(text)];
}

/** The end of a note that something was left out: read from there, it must not look like a value. */
const LEFT_OUT = /\](?=[^[\]]{1,40} :detcader\[)/g;

function backwards(text: string): readonly Finding[] {
  return plainly(reversed(text).replace(LEFT_OUT, '>')).map((finding) => turned(finding, text.length));
}

/** Lines that read as in the original are not read again. */
function seenIn(view: View, depth: number): readonly Finding[] {
  const inLines = within(view.text, changedLines(view), (line) => [...inLine(line), ...encoded(line, depth)]);
  return [...blocks(view.text), ...inLines].map((finding) => original(view, finding));
}

function encoded(text: string, depth: number): readonly Finding[] {
  if (depth === 0) return [];
  const found: Finding[] = [];
  for (const run of runs(text)) {
    const inside = merged(secretsIn(run.text, depth - 1))[0];
    if (inside !== undefined) found.push({ start: run.start, end: run.end, kind: inside.kind });
  }
  return found;
}
