// Makes one commit's check show what was decided, by diff: nothing is sent that GitHub already shows, and a write whose outcome
// is unknown is looked up before it is repeated. So there is one visible check per commit and name.

import { goneOf } from '../core/basis.ts';
import { TransientFault } from '../core/faults.ts';
import type { RenderedCheck } from '../ports/ledger.ts';
import type { CheckTarget, Outgoing, Wish } from '../ports/outbox.ts';
import type { Spine } from './spine.ts';

type Body = RenderedCheck['body'];

/** The strictest of several answers; green only when all are. */
const STRICTNESS = {
  failure: 3,
  timed_out: 3,
  action_required: 3,
  queued: 2,
  in_progress: 2,
  success: 1,
} as const;

/** GitHub's limit for a check's summary (github-facts 2). */
const SUMMARY_LENGTH = 65_535;

const strictness = ({ body }: Wish): number =>
  STRICTNESS[body.conclusion ?? (body.status === 'queued' ? 'queued' : 'in_progress')];

/** Several open pull requests may share a head commit, and GitHub shows one check for all of them. */
export function combine(
  wishes: readonly Wish[],
): { readonly wish: Wish; readonly body: Body; readonly hash: string } | null {
  const [first] = wishes;
  if (!first) return null;
  const strictest = wishes.reduce(
    (worst, wish) => (strictness(wish) > strictness(worst) ? wish : worst),
    first,
  );
  const hash = wishes.map((wish) => wish.hash).join('+');
  if (wishes.length === 1) return { wish: strictest, body: strictest.body, hash };
  const heads = wishes.map(nameOf).join(', ');
  const note = `This commit is the head of ${heads}. The strictest answer is shown: that of ${nameOf(strictest)}.`;
  const summary = `${note}\n\n${strictest.body.summary}`;
  // The renderer keeps summaries far below GitHub's 65,535 characters; in the one case it could not, the note is left out.
  const body = summary.length <= SUMMARY_LENGTH ? { ...strictest.body, summary } : strictest.body;
  // A button acts on one of them, and nobody could see on which; looking again harms none.
  const actions = body.actions?.filter(({ identifier }) => identifier === 'recheck') ?? [];
  return { wish: strictest, body: { ...body, actions }, hash };
}

const nameOf = ({ pullNumber }: Wish): string => (pullNumber === null ? 'a merge group' : `#${pullNumber}`);

/** The whole id is `clos:<installation>:<repository id>:<pull number, or queue>:<name>`; webhooks/payloads/checks.ts reads it. */
const externalIdPrefix = (target: CheckTarget): string =>
  `clos:${target.installationId}:${target.repositoryId}:`;

async function write(
  spine: Spine,
  target: CheckTarget,
  out: Outgoing,
  wish: Wish,
  body: Body,
): Promise<number> {
  const at = { owner: out.owner, name: out.repository };
  const { installationId, headSha, name } = target;
  const prefix = externalIdPrefix(target);
  const { checkRuns } = spine.github;
  // Remarks cannot be taken back: what was delivered with some is replaced by a new run, which GitHub shows instead.
  const last = body.annotations === undefined ? out.checkRunId : null;
  const known =
    last ??
    (out.attempted && out.checkRunId === null
      ? await checkRuns.find(installationId, at, headSha, name, prefix)
      : null);
  if (known !== null && (await checkRuns.update(installationId, at, known, body))) return known;
  if (known !== null) await spine.outbox.forget(target);
  const about = wish.pullNumber ?? (name === 'clos/config' ? 'commit' : 'queue');
  const externalId = `${prefix}${about}:${name}`;
  return checkRuns.create(installationId, at, { name, headSha, externalId, body });
}

/** The gateway's own refusals, before anything is sent. */
const NOT_SENT = ['github-pace', 'github-silence'];

/** As `write`; what surely was not sent need not be looked up by the next try, which in a long line would cost a request each. */
async function writeOrTakeBack(
  spine: Spine,
  target: CheckTarget,
  out: Outgoing,
  { wish, body }: { readonly wish: Wish; readonly body: Body },
): Promise<number> {
  try {
    return await write(spine, target, out, wish, body);
  } catch (error) {
    const refused = error instanceof TransientFault && NOT_SENT.includes(error.code);
    // Remarks follow the check in further writes: then the refusal may be theirs.
    if (refused && !out.attempted && body.annotations === undefined) await spine.outbox.unsent(target);
    throw error;
  }
}

/** Why a green may not be sent; empty when it may. */
export function whyNotSent(
  { wishes, unjudged }: Pick<Outgoing, 'wishes' | 'unjudged'>,
  { conclusion }: Body,
): readonly string[] {
  const gone = wishes.flatMap(({ body, stands }) => {
    const why = stands && body.conclusion === 'success' ? goneOf(stands.basis, stands.shown) : null;
    return why === null ? [] : [`the verdict no longer stands: ${why}`];
  });
  // GitHub would show it for these, too.
  const others = conclusion === 'success' ? unjudged : [];
  return [...gone, ...others.map((number) => `#${number} has this commit and is not judged yet`)];
}

/**
 * A green that no longer stands on what is shown is not sent. Whoever changed that has asked for the next look in the same transaction, so
 * this waits for it: what it finds may read the same, and would not be delivered again by itself.
 */
function assertStands(out: Outgoing, body: Body): void {
  const why = whyNotSent(out, body);
  if (why.length > 0) throw new TransientFault('verdict-gone', why.join('; '), LOOK_SECONDS);
}

/** As long as a look takes. */
const LOOK_SECONDS = 2;

/** What has to be written; null when GitHub shows it already, or when nobody may write or wishes anything. */
function due(out: Outgoing): ReturnType<typeof combine> {
  const wanted = combine(out.wishes);
  return out.reachable && wanted?.hash !== out.deliveredHash ? wanted : null;
}

export async function deliver(spine: Spine, target: CheckTarget): Promise<void> {
  await spine.failpoint('before-attempt');
  const out = await spine.outbox.attempt(
    target,
    (seen) => due(seen) !== null && seen.blockedForSeconds === null,
  );
  const wanted = due(out);
  if (wanted === null) return;
  if (out.blockedForSeconds !== null) {
    throw new TransientFault(
      'github-silence',
      'GitHub asked this installation to wait',
      out.blockedForSeconds,
    );
  }
  assertStands(out, wanted.body);
  await spine.failpoint('before-write');
  const checkRunId = await writeOrTakeBack(spine, target, out, wanted);
  await spine.failpoint('after-write');
  await spine.outbox.delivered(target, checkRunId, wanted.hash);
  await spine.failpoint('after-delivered');
  spine.log.info(
    {
      trace: wanted.wish.trace,
      check: target.name,
      repository: target.repositoryId,
      sha: target.headSha,
      says: wanted.body.title,
    },
    'check written',
  );
}
