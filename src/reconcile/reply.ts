// Makes our comments on a pull request say what was answered, by diff, and marks comments with reactions. Never before a check: these
// jobs stand behind, one of an installation at a time. A write whose outcome is unknown is looked up by its marker before it is
// repeated, so there is one of each however often we crash (T-61, T-62).

import type { Reaction } from '../core/commands/ruling.ts';
import { TransientFault } from '../core/faults.ts';
import type { CommentId } from '../core/ids.ts';
import { commentMarker } from '../core/render/reply.ts';
import type { OutgoingReply, ReplyTarget } from '../ports/replies.ts';
import type { Place, Spine } from './spine.ts';

/** By how much GitHub's clock may be behind the database's when our own comment is looked up. */
const CLOCK_SLACK_MS = 10 * 60_000;

const due = ({ reachable, hash, deliveredHash }: OutgoingReply): boolean =>
  reachable && hash !== deliveredHash;

export async function deliverReply(spine: Spine, target: ReplyTarget): Promise<void> {
  const out = await spine.replies.attempt(target, (seen) => due(seen) && seen.blockedForSeconds === null);
  if (out === null || !due(out)) return;
  assertNotSilent(out);
  const commentId = await write(spine, target, out);
  await spine.replies.delivered(target, commentId, out.hash);
}

async function write(spine: Spine, target: ReplyTarget, out: OutgoingReply): Promise<CommentId> {
  const { comments } = spine.github;
  const { installationId, pullNumber } = target;
  const at = { owner: out.owner, name: out.repository };
  const known = out.commentId ?? (await lookUp(spine, target, out));
  if (known !== null && (await comments.update(installationId, at, known, out.body))) return known;
  // Somebody deleted it.
  if (known !== null) await spine.replies.forget(target);
  return comments.create(installationId, at, pullNumber, out.body);
}

async function lookUp(spine: Spine, target: ReplyTarget, out: OutgoingReply): Promise<CommentId | null> {
  if (out.attemptedAt === null) return null;
  const { installationId, pullNumber } = target;
  const since = new Date(Date.parse(out.attemptedAt) - CLOCK_SLACK_MS).toISOString();
  const at = { owner: out.owner, name: out.repository };
  return spine.github.comments.find(
    installationId,
    at,
    pullNumber,
    commentMarker(target.slot, installationId, target),
    since,
  );
}

/** The same again changes nothing, so a lost outcome needs no look. */
export async function react(
  spine: Spine,
  { installation, repositoryId }: Place,
  { commentId, reaction }: { readonly commentId: CommentId; readonly reaction: Reaction },
): Promise<void> {
  const place = await spine.replies.place({ installationId: installation, repositoryId });
  if (!place?.reachable) return;
  assertNotSilent(place);
  const at = { owner: place.owner, name: place.repository };
  await spine.github.comments.react(installation, at, commentId, reaction);
}

function assertNotSilent({ blockedForSeconds }: Pick<OutgoingReply, 'blockedForSeconds'>): void {
  if (blockedForSeconds === null) return;
  throw new TransientFault('github-silence', 'GitHub asked this installation to wait', blockedForSeconds);
}
