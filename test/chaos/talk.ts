// People who talk to CLOS all at once, and whether each of them was answered: one reaction on every command, one reply per pull
// request, whatever GitHub refused in between.

import type { GitHub } from '../github/simulator.ts';
import type { Comment } from '../github/state/model.ts';
import { reactions, reply, replyCount } from '../support/talk.ts';
import { config, range } from './outcome.ts';

const PULLS = 4;

/** What is said, and the reaction that answers it. */
const COMMANDS = [
  ['/clos status', 'eyes'],
  ['/clos help', 'eyes'],
  ['/clos dance', 'confused'],
  ['/clos freeze never again', '-1'],
] as const;

export interface Talk {
  /** So many commands, one after the other over the pull requests. */
  say(count: number): void;
  problems(): string[];
}

/** Its pull requests stay open, so that whatever is said there has to be answered. */
export function createTalk(github: GitHub, name: string): Talk {
  const [owner = '', repository = ''] = name.split('/');
  const said: { readonly comment: Comment; readonly reaction: string; readonly number: number }[] = [];
  github.createRepository({ owner, name: repository, files: { '.clos/config.yml': config(PULLS) } });
  github.setCollaborator(name, 'reader', 'read');
  for (const n of range(1, PULLS)) github.openPull(name, { author: `dev${n}` });
  return {
    say: (count) => {
      for (let n = 0; n < count; n += 1) {
        const number = (said.length % PULLS) + 1;
        const [body, reaction] = COMMANDS[Math.floor(said.length / PULLS) % COMMANDS.length] ?? COMMANDS[0];
        said.push({ comment: github.comment(name, number, { author: 'reader', body }), reaction, number });
      }
    },
    problems: () => [
      ...said
        .filter(({ comment, reaction }) => reactions(comment) !== reaction)
        .map(
          ({ comment, reaction, number }) =>
            `${name}#${number} "${comment.body}" shows [${reactions(comment)}] and should show ${reaction}`,
        ),
      ...[...new Set(said.map(({ number }) => number))]
        .filter((number) => replyCount(github, number, name) !== 1 || reply(github, number, name) === '')
        .map((number) => `${name}#${number} has ${replyCount(github, number, name)} replies of ours`),
    ],
  };
}
