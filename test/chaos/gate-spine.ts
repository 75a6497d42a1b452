// A spine whose gates are watched: each look, each check it wants, each write is told to a witness, and at each of these steps others may
// act. And the controls: the same spine with one guard taken away.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { GateWriter, StoredGates } from '../../src/ports/gate-records.ts';
import type { StoredPull } from '../../src/ports/ledger.ts';
import type { Spine } from '../../src/reconcile/spine.ts';
import { GATE, type Witness } from './gate-watch.ts';

/**
 * `not-overtaken`: what was judged is written although the pull request or the rules changed meanwhile.
 * `by-number`: and it is written to whatever commit is the head by then.
 */
export type GateVariant = 'not-overtaken' | 'by-number';

export interface Watch {
  /** By repository id; undefined for those of no story. */
  witnessOf(repositoryId: number): Witness | undefined;
  /** Between two steps of the app: time for others to act, by the repository's full name. */
  between(repository: string): void;
}

const NOT_ASKED = { kind: 'unknown', because: 'a control does not ask' } as const;

interface Looking {
  from: number;
  pull: StoredPull | null;
  gates: StoredGates | null;
}

/** What one job has seen so far; jobs run one beside the other. */
const looking = new AsyncLocalStorage<Looking>();

export const asOneLook = <T>(work: () => Promise<T>): Promise<T> =>
  looking.run({ from: 0, pull: null, gates: null }, work);

function watched(writer: GateWriter, watch: Watch, variant: GateVariant | null): GateWriter {
  const look = looking.getStore();
  if (look === undefined) return writer;
  const skips = variant !== null && look.pull !== null;
  let head: string | null = null;
  return {
    ...writer,
    pull: async (repositoryId, number) => {
      look.from = watch.witnessOf(repositoryId)?.now ?? 0;
      look.pull = await writer.pull(repositoryId, number);
      return look.pull;
    },
    gates: async (repositoryId) => {
      look.gates = await writer.gates(repositoryId);
      return look.gates;
    },
    holdGates: async (repositoryId) => (skips ? look.gates : writer.holdGates(repositoryId)),
    lockPull: async (item) => {
      const pull = await writer.lockPull(item);
      head = pull?.facts.headSha ?? null;
      return skips ? look.pull : pull;
    },
    desireCheck: (check, options) => {
      const headSha =
        variant === 'by-number' && head !== null ? (head as typeof check.headSha) : check.headSha;
      const { conclusion, summary } = check.body;
      const witness = watch.witnessOf(check.repositoryId);
      witness?.desires(check.pullNumber, check.headSha, look.from, conclusion, summary);
      return writer.desireCheck({ ...check, headSha }, options);
    },
  };
}

export function watchedSpine(spine: Spine, watch: Watch, variant: GateVariant | null): Spine {
  const { reader, records } = spine.gates;
  const { checkRuns } = spine.github;
  const between = async <T>(at: { owner: string; name: string }, work: () => Promise<T>): Promise<T> => {
    watch.between(`${at.owner}/${at.name}`);
    const result = await work();
    watch.between(`${at.owner}/${at.name}`);
    return result;
  };
  return {
    ...spine,
    gates: {
      ...spine.gates,
      reader: {
        ...reader,
        look: async (installation, at, question) => {
          const seen = await between(at, () => reader.look(installation, at, question));
          return variant === null ? seen : { ...seen, pull: null, version: NOT_ASKED };
        },
        files: (installation, at, ref) => between(at, () => reader.files(installation, at, ref)),
      },
      records: {
        writing: (installation, work) =>
          records.writing(installation, (writer) => work(watched(writer, watch, variant))),
      },
    },
    github: {
      ...spine.github,
      checkRuns: {
        ...checkRuns,
        create: (installation, at, check) =>
          check.name === GATE
            ? between(at, () => checkRuns.create(installation, at, check))
            : checkRuns.create(installation, at, check),
        update: (installation, at, id, body) =>
          between(at, () => checkRuns.update(installation, at, id, body)),
      },
    },
  };
}
