// How a conversation on the simulated GitHub reads: reactions under a comment, and our one reply.

import type { GitHub } from '../github/simulator.ts';
import type { Comment } from '../github/state/model.ts';
import { REPOSITORY } from './team.ts';

export const reactions = (comment: Comment): string =>
  comment.reactions.map(({ content }) => content).join(' ');

const ours = (github: GitHub, number: number, name: string): Comment[] =>
  [...github.pull(name, number).comments.values()].filter(({ byApp }) => byApp);

export const replyCount = (github: GitHub, number: number, name = REPOSITORY): number =>
  ours(github, number, name).length;

/** Without marker and footer; empty when there is none. */
export function reply(github: GitHub, number: number, name = REPOSITORY): string {
  const [comment] = ours(github, number, name);
  return comment?.body.replace(/^<!--.*-->\s*/, '').replace(/\s*---\n<sub>[\s\S]*$/, '') ?? '';
}
