// Text → YAML tokens, stopping as soon as a limit is passed, so that no later stage meets a bomb.
// Tags and directives are refused here, where their places are known: they could change what a value means.

import { CST, Lexer, Parser } from 'yaml';
import type { ConfigurationProblem } from '../core/policy.ts';
import type { Limits } from './limits.ts';
import { type Complaint, problemAt, quoted } from './problem.ts';
import type { Source } from './source.ts';

export interface Tokens {
  readonly tokens: readonly CST.Token[];
  readonly problems: readonly ConfigurationProblem[];
  /** Whether all of the text was read; if not, the last problem says why. */
  readonly complete: boolean;
}

type Kind = CST.TokenType | 'text' | null;

interface Progress {
  readonly parser: Parser;
  readonly tokens: CST.Token[];
  lexemes: number;
  nodes: number;
}

export function tokenize(source: Source, limits: Limits): Tokens {
  const progress: Progress = { parser: new Parser(), tokens: [], lexemes: 0, nodes: 0 };
  const problems: ConfigurationProblem[] = [];
  let kind: Kind = null;
  for (const lexeme of new Lexer().lex(source.text)) {
    kind = kind === 'scalar' ? 'text' : CST.tokenType(lexeme);
    const offset = progress.parser.offset;
    const refused = refuse(kind, lexeme);
    if (refused !== null) problems.push(problemAt(source, offset, refused));
    advance(progress, kind, lexeme);
    const stop = overstepped(progress, limits);
    if (stop === null) continue;
    problems.push(problemAt(source, offset, stop));
    return { tokens: progress.tokens, problems, complete: false };
  }
  progress.tokens.push(...progress.parser.end());
  return { tokens: progress.tokens, problems, complete: true };
}

/** Counts at least one node for each of these; the tree counts exactly. */
const NODE_KINDS: ReadonlySet<Kind> = new Set<Kind>([
  'scalar',
  'alias',
  'single-quoted-scalar',
  'double-quoted-scalar',
  'block-scalar-header',
  'flow-map-start',
  'flow-seq-start',
]);

function advance(progress: Progress, kind: Kind, lexeme: string): void {
  for (const token of progress.parser.next(lexeme)) progress.tokens.push(token);
  progress.lexemes += 1;
  if (NODE_KINDS.has(kind)) progress.nodes += 1;
}

function overstepped(progress: Progress, limits: Limits): Complaint | null {
  if (progress.lexemes > limits.tokens) return tooManyTokens(limits);
  if (progress.nodes > limits.nodes) return tooManyNodes(limits);
  const { stack } = progress.parser;
  if (stack.length <= limits.depth) return null;
  return stack.filter(CST.isCollection).length > limits.depth ? tooDeep(limits) : null;
}

function refuse(kind: Kind, lexeme: string): Complaint | null {
  if (kind === 'tag') {
    return {
      code: 'config.tag',
      message: `${quoted(lexeme)} is a YAML tag; CLOS reads no tags.`,
      mend: 'Delete the tag and keep the plain value.',
    };
  }
  if (kind !== 'directive-line') return null;
  return {
    code: 'config.directive',
    message: `${quoted(lexeme)} is a YAML directive; CLOS reads none.`,
    mend: 'Delete the line: files are read as YAML 1.2.',
  };
}

const tooManyTokens = (limits: Limits): Complaint => ({
  code: 'config.too-many-tokens',
  message: `The file has more than ${limits.tokens} words, marks and line ends.`,
  mend: 'Keep only the settings CLOS reads in it, and shorten the comments.',
});

export const tooManyNodes = (limits: Limits): Complaint => ({
  code: 'config.too-many-nodes',
  message: `The file has more than ${limits.nodes} values, counting what aliases repeat.`,
  mend: 'Keep only the settings CLOS reads in it, and write aliases out.',
});

export const tooDeep = (limits: Limits): Complaint => ({
  code: 'config.too-deep',
  message: `Mappings and lists are nested more than ${limits.depth} deep here.`,
  mend: 'Nest less: no setting is that deep.',
});
