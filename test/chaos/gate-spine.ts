// A spine whose gates are watched: each look, each check it wants, each write is told to a witness, and at each of these steps others may
// act. And the controls: the same spine with one guard taken away.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { GateWriter, StoredGates } from '../../src/ports/gate-records.ts';
import type { StoredPull } from '../../src/ports/ledger.ts';
import type { MergeGroups } from '../../src/ports/merge-queue.ts';
import type { Outbox, Wish } from '../../src/ports/outbox.ts';
import type { Spine } from '../../src/reconcile/spine.ts';
import { GATE, type Known, type Witness } from './gate-watch.ts';

/**
 * `not-overtaken`: what was judged is written although the pull request or the rules changed meanwhile.
 * `by-number`: and it is written to whatever commit is the head by then.
 * `base-not-compared`: a verdict of one base branch is sent, counted and answered for any other.
 */
export type GateVariant = 'not-overtaken' | 'by-number' | 'base-not-compared';

export interface Watch {
  /** By repository id; undefined for those of no story. */
  witnessOf(repositoryId: number): Witness | undefined;
  witnessNamed(repository: string): Witness | undefined;
  /** Between two steps of the app: time for others to act, by the repository's full name. */
  between(repository: string): void;
  /** The open pull requests that our rows have at this commit. */
  known(repositoryId: number, sha: string): Promise<readonly Known[]>;
}

const NOT_ASKED = { kind: 'unknown', because: 'a control does not ask' } as const;

interface Looking {
  gates: StoredGates | null;
  /** By number: a look at a merge group looks at several. */
  readonly items: Map<number, { readonly from: number; readonly pull: StoredPull | null }>;
  /** When the answer to a merge group was begun. */
  answering: number;
}

/** What one job has seen so far; jobs run one beside the other. */
const looking = new AsyncLocalStorage<Looking>();

export const asOneLook = <T>(work: () => Promise<T>): Promise<T> =>
  looking.run({ gates: null, items: new Map(), answering: 0 }, work);

const overtakes = (variant: GateVariant | null): boolean =>
  variant === 'not-overtaken' || variant === 'by-number';

function watched(writer: GateWriter, watch: Watch, variant: GateVariant | null): GateWriter {
  const look = looking.getStore();
  if (look === undefined) return writer;
  const skips = overtakes(variant) && look.items.size > 0;
  let head: string | null = null;
  return {
    ...writer,
    pull: async (repositoryId, number) => {
      const from = watch.witnessOf(repositoryId)?.now ?? 0;
      const pull = await writer.pull(repositoryId, number);
      look.items.set(number, { from, pull });
      return pull;
    },
    gates: async (repositoryId) => {
      look.gates = await writer.gates(repositoryId);
      return look.gates;
    },
    holdGates: async (repositoryId) => (skips ? look.gates : writer.holdGates(repositoryId)),
    lockPull: async (item) => {
      const pull = await writer.lockPull(item);
      head = pull?.facts.headSha ?? null;
      return skips ? (look.items.get(item.pullNumber)?.pull ?? null) : pull;
    },
    judged: async (item) => {
      const judged = await writer.judged(item);
      const pull =
        variant === 'base-not-compared' ? await writer.pull(item.repositoryId, item.pullNumber) : null;
      return judged?.basis && pull
        ? { ...judged, basis: { ...judged.basis, baseRef: pull.facts.baseRef } }
        : judged;
    },
    desireCheck: (check, options) => {
      const headSha =
        variant === 'by-number' && head !== null ? (head as typeof check.headSha) : check.headSha;
      const { conclusion, summary } = check.body;
      const witness = watch.witnessOf(check.repositoryId);
      const from = look.items.get(check.pullNumber)?.from ?? 0;
      witness?.desires(check.pullNumber, check.headSha, from, conclusion, summary);
      return writer.desireCheck({ ...check, headSha }, options);
    },
  };
}

type Stands = NonNullable<Wish['stands']>;

/** As if the verdict were of whatever the base branch is by now. */
const ofAnyBase = ({ basis, shown }: Stands): Stands => ({
  basis,
  shown: { ...shown, baseRef: basis?.baseRef ?? shown.baseRef },
});

function watchedOutbox(outbox: Outbox, watch: Watch, variant: GateVariant | null): Outbox {
  return {
    ...outbox,
    attempt: async (target, due) => {
      if (target.name !== GATE) return outbox.attempt(target, due);
      const before = await watch.known(target.repositoryId, target.headSha);
      const out = await outbox.attempt(target, due);
      const after = await watch.known(target.repositoryId, target.headSha);
      const both = before.filter(({ number, base }) =>
        after.some((one) => one.number === number && one.base === base),
      );
      watch.witnessOf(target.repositoryId)?.delivers(target.headSha, both);
      if (variant !== 'base-not-compared') return out;
      const wishes = out.wishes.map((wish) =>
        wish.stands ? { ...wish, stands: ofAnyBase(wish.stands) } : wish,
      );
      return { ...out, wishes };
    },
  };
}

function watchedGroups(groups: MergeGroups, watch: Watch, variant: GateVariant | null): MergeGroups {
  return {
    ...groups,
    writing: (installation, work) =>
      groups.writing(installation, (writer) =>
        work({
          ...writer,
          members: async (repositoryId, numbers, name) =>
            (await writer.members(repositoryId, numbers, name)).map((member) =>
              variant === 'base-not-compared' && member.standing.kind === 'passes' && member.standing.stands
                ? { ...member, standing: { ...member.standing, stands: ofAnyBase(member.standing.stands) } }
                : member,
            ),
          answer: (group, verdict) => {
            const look = looking.getStore();
            if (verdict.name === GATE && look)
              watch.witnessOf(group.repositoryId)?.answersGroup(group.headSha, look.answering);
            return writer.answer(group, verdict);
          },
        }),
      ),
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
    outbox: watchedOutbox(spine.outbox, watch, variant),
    mergeGroups: watchedGroups(spine.mergeGroups, watch, variant),
    queueRefs: {
      ...spine.queueRefs,
      list: async (installation, at) => {
        const look = looking.getStore();
        if (look) look.answering = watch.witnessNamed(`${at.owner}/${at.name}`)?.now ?? 0;
        return spine.queueRefs.list(installation, at);
      },
    },
    gates: {
      ...spine.gates,
      reader: {
        ...reader,
        look: async (installation, at, question) => {
          const seen = await between(at, () => reader.look(installation, at, question));
          return overtakes(variant) ? { ...seen, pull: null, version: NOT_ASKED } : seen;
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
