// One question in GraphQL. What one part of it cannot answer leaves the others standing; a question that fails as a whole is a
// Fault, as in REST. Whatever comes from outside goes in as a variable, never into the text of the query.

import type { InstallationId } from '../../core/ids.ts';
import { type GraphqlError, graphqlRefusal, isLimit } from './faults.ts';
import type { Gateway } from './gateway.ts';

export type Data = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

export interface Problem {
  readonly path: Path;
  readonly type: string | null;
}

export interface Reply {
  readonly data: Data;
  readonly problems: readonly Problem[];
}

/** A piece of a query, with the variables it needs: `types` as GraphQL declares them. */
export interface Piece {
  readonly text: string;
  readonly types: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

export const joined = (pieces: readonly Piece[]): Piece => ({
  text: pieces.map(({ text }) => text).join('\n'),
  types: Object.assign({}, ...pieces.map(({ types }) => types)),
  values: Object.assign({}, ...pieces.map(({ values }) => values)),
});

export const wrapped = (before: string, inside: Piece): Piece => ({
  ...inside,
  text: `${before} {\n${inside.text}\n}`,
});

/** What was answered in spite of the errors; null when that is nothing, or when an error does not say what it is about. */
function partly(error: unknown): Reply | null {
  const refusal = graphqlRefusal(error);
  const { data, errors = [] } = refusal ?? {};
  if (!data?.repository || !errors.every(hasPath) || errors.some(isLimit)) return null;
  return { data, problems: errors.map(({ path, type }) => ({ path, type: type ?? null })) };
}

const hasPath = (error: GraphqlError): error is GraphqlError & { readonly path: Path } =>
  Array.isArray(error.path);

/** Of something that starts at a repository. */
export function ask(
  gateway: Gateway,
  installation: InstallationId,
  whole: Piece,
  fragments = '',
): Promise<Reply> {
  const declared = Object.entries(whole.types).map(([name, type]) => `$${name}: ${type}`);
  const query = `query (${declared.join(', ')}) {\n${whole.text}\n}\n${fragments}`;
  return gateway.call(installation, async (octokit) => {
    try {
      return { data: await octokit.graphql<Data>(query, whole.values), problems: [] };
    } catch (error) {
      const reply = partly(error);
      if (reply === null) throw error;
      return reply;
    }
  });
}

/** The value at a path of names; null where anything on the way is missing. */
export function at<T>({ data }: Reply, path: readonly string[]): T | null {
  let here: unknown = data;
  for (const name of path) here = (here as Data | null | undefined)?.[name];
  return (here ?? null) as T | null;
}

/** The problems with anything inside that part, or with something around it. */
export const problemsAt = ({ problems }: Reply, path: Path): readonly Problem[] =>
  problems.filter((problem) => problem.path.every((step, i) => i >= path.length || step === path[i]));

const WORDS: Readonly<Record<string, string>> = {
  FORBIDDEN: 'the app is not allowed to see it',
  NOT_FOUND: 'GitHub shows us no such thing',
};

/** A short clause. */
export const because = ([first]: readonly Problem[]): string =>
  WORDS[first?.type ?? ''] ?? 'GitHub could not answer';
