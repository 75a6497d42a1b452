// A repository's random life, by seed: the same seed makes the same moves, also in several repositories at once (lockstep), so
// that one can be told in order and another in disorder and both must end alike.

import type { GitHub } from '../github/simulator.ts';
import type { Pull } from '../github/state/model.ts';
import { createRandom, type Random } from '../github/state/random.ts';

/** So many open pull requests are enough to fill the slots and a line. */
const MOST_OPEN = 9;

type Move = (github: GitHub, name: string, pull: Pull, word: number) => void;

/** By how often; each applies to the pull requests its filter lets through. */
const MOVES: readonly {
  readonly weight: number;
  readonly fits: (pull: Pull) => boolean;
  readonly move: Move;
}[] = [
  { weight: 24, fits: isOpen, move: (github, name, { number }) => void github.push(name, number) },
  { weight: 4, fits: isOpen, move: (github, name, { number }) => void github.forcePush(name, number) },
  {
    weight: 12,
    fits: isOpen,
    move: (github, name, { number }, word) => github.addLabel(name, number, `l${word % 5}`),
  },
  {
    weight: 12,
    fits: isOpen,
    move: (github, name, { number }, word) => void github.editPull(name, number, { title: `Title ${word}` }),
  },
  {
    weight: 10,
    fits: (pull) => isOpen(pull) && !pull.draft,
    move: (github, name, { number }) => void github.convertToDraft(name, number),
  },
  {
    weight: 12,
    fits: (pull) => isOpen(pull) && pull.draft,
    move: (github, name, { number }) => void github.readyForReview(name, number),
  },
  { weight: 9, fits: isOpen, move: (github, name, { number }) => void github.closePull(name, number) },
  {
    weight: 7,
    fits: (pull) => pull.state === 'closed' && pull.merged === null,
    move: (github, name, { number }) => void github.reopenPull(name, number),
  },
  {
    weight: 7,
    fits: (pull) => isOpen(pull) && !pull.draft,
    move: (github, name, { number }) => void github.mergePull(name, number, { as: 'admin' }),
  },
];

function isOpen(pull: Pull): boolean {
  return pull.state === 'open';
}

/** A choice that depends on nothing but the state of the first repository and the seed. */
function choose(pulls: readonly Pull[], random: Random): { move: Move; number: number; word: number } | null {
  const open = pulls.filter(isOpen).length;
  if (open < 2 || (open < MOST_OPEN && random.chance(0.18))) return null;
  const possible = MOVES.filter(({ fits }) => pulls.some(fits));
  let left = random.below(possible.reduce((sum, { weight }) => sum + weight, 0));
  const chosen = possible.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  if (!chosen) return null;
  const fitting = pulls.filter(chosen.fits);
  const pull = fitting[random.below(fitting.length)];
  return pull ? { move: chosen.move, number: pull.number, word: random.below(1_000) } : null;
}

export interface Story {
  /** One more move, in all its repositories. */
  step(): void;
}

export function createStory(github: GitHub, names: readonly string[], seed: number): Story {
  const random = createRandom(seed);
  const [first = ''] = names;
  return {
    step() {
      const pulls = [...github.repository(first).pulls.values()];
      const chosen = choose(pulls, random);
      const draft = chosen === null && random.chance(0.2);
      for (const name of names) {
        if (chosen === null) github.openPull(name, { author: `dev${(pulls.length % 4) + 1}`, draft });
        else chosen.move(github, name, github.pull(name, chosen.number), chosen.word);
      }
    },
  };
}
