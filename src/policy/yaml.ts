// One YAML document → a tree with places, or every reason why not. YAML 1.2 core schema, no tags, no merge keys.
// Invariant: never throws; time is bounded by the limits, not by the cleverness of the text.

import { Composer, type CST, type ParsedNode, type YAMLParseError } from 'yaml';
import type { ConfigurationProblem } from '../core/policy.ts';
import type { Limits } from './limits.ts';
import { problemAt } from './problem.ts';
import type { Source } from './source.ts';
import { syntaxComplaint } from './syntax.ts';
import { tokenize } from './tokens.ts';
import { plant, type Tree } from './tree.ts';

export function readYaml(source: Source, limits: Limits): Tree {
  const { tokens, problems, complete } = tokenize(source, limits);
  if (!complete) return { root: null, problems };
  const found = [...problems, ...secondDocument(source, tokens)];
  const { contents, errors } = compose(tokens);
  const syntax = syntaxProblems(source, errors, limits);
  if (syntax.length > 0) return { root: null, problems: [...found, ...syntax] };
  const tree = plant(source, contents, limits);
  return { root: tree.root, problems: [...found, ...tree.problems] };
}

function secondDocument(source: Source, tokens: readonly CST.Token[]): ConfigurationProblem[] {
  const second = tokens.filter((token) => token.type === 'document')[1];
  if (second === undefined) return [];
  const problem = problemAt(source, second.offset, {
    code: 'config.several-documents',
    message: 'A second YAML document starts here.',
    mend: 'Keep one document per file: delete the `---` line, or move what follows to its own file.',
  });
  return [problem];
}

interface Composed {
  readonly contents: ParsedNode | null;
  readonly errors: readonly YAMLParseError[];
}

/** The first document. Directives are refused by the tokenizer; kept out here, because `%YAML 1.1` would change the schema. */
function compose(tokens: readonly CST.Token[]): Composed {
  const composer = new Composer<ParsedNode>({ schema: 'core', uniqueKeys: false, prettyErrors: false });
  const body = tokens.filter((token) => token.type !== 'directive');
  // The library builds one Error per problem; without stack traces a file with 100,000 of them costs 20 times less.
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    const [document] = composer.compose(body, true, 0);
    return { contents: document?.contents ?? null, errors: document?.errors ?? [] };
  } finally {
    Error.stackTraceLimit = before;
  }
}

/** At one place the library's first error is the cause; the others follow from it. */
function syntaxProblems(
  source: Source,
  errors: readonly YAMLParseError[],
  limits: Limits,
): ConfigurationProblem[] {
  const problems = new Map<number, ConfigurationProblem>();
  for (const error of errors) {
    const complaint = syntaxComplaint(error);
    const [offset] = error.pos;
    if (complaint === null || problems.has(offset)) continue;
    problems.set(offset, problemAt(source, offset, complaint));
    if (problems.size > limits.problems) break;
  }
  return [...problems.values()];
}
