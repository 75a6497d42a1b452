// A repository whose people do all at once what a gate depends on: they push, approve, change the rules, ask for another base, label,
// and merge. By seed; which moves fall between which steps of the app is up to the app's own pace.

import type { GitHub } from '../github/simulator.ts';
import { conflicts } from '../github/state/git.ts';
import type { Pull } from '../github/state/model.ts';
import type { Random } from '../github/state/random.ts';
import {
  EVIDENCE,
  evidenceFile,
  GATES,
  gatesFile,
  type Policy,
  PROJECT,
  projectFile,
  STAGES,
} from './gate-oracle.ts';

const WEAK = 'weak';
const REVIEWERS = ['ben', 'cyd'];
const POLICIES: readonly Policy[] = [
  { interviews: 5, approvals: 0 },
  { interviews: 3, approvals: 0 },
  { interviews: 3, approvals: 1 },
  { interviews: 5, approvals: 1 },
];
const INTERVIEWS = [2, 4, 6];

export interface Scene {
  readonly github: GitHub;
  readonly name: string;
  readonly random: Random;
  /** Somebody wrote `/clos approve`. */
  onApprove(pull: Pull, commentId: number): void;
}

type Move = (scene: Scene, pull: Pull) => void;

const oneOf = <T>(random: Random, all: readonly T[]): T => all[random.below(all.length)] as T;

function approveByCommand({ github, name, random, onApprove }: Scene, pull: Pull): void {
  const { id } = github.comment(name, pull.number, {
    author: oneOf(random, REVIEWERS),
    body: '/clos approve',
  });
  onApprove(pull, id);
}

function review({ github, name, random }: Scene, { number, head, reviews }: Pull): void {
  const older = reviews.map(({ commitSha }) => commitSha);
  const commit = random.chance(0.2) ? oneOf(random, [head.sha, ...older]) : head.sha;
  const state = random.chance(0.2) ? 'changes_requested' : 'approved';
  github.review(name, number, { author: oneOf(random, REVIEWERS), commit, state });
}

function dismiss({ github, name, random }: Scene, { number, reviews }: Pull): void {
  const standing = reviews.filter(({ state }) => state === 'approved');
  if (standing.length > 0) github.dismissReview(name, number, oneOf(random, standing).id);
}

function label({ github, name }: Scene, { number, labels }: Pull): void {
  if (labels.length > 0) github.removeLabel(name, number, 'stage-gate');
  else github.addLabel(name, number, 'stage-gate');
}

function merge({ github, name }: Scene, pull: Pull): void {
  if (conflicts(pull).length === 0) github.mergePull(name, pull.number, { as: 'admin' });
}

/** A commit that was the head before is the head again, too: its old check is still there. */
const MOVES: readonly (readonly [number, Move])[] = [
  [4, ({ github, name }, { number }) => void github.push(name, number)],
  [
    9,
    ({ github, name, random }, { number }) =>
      void github.push(name, number, { files: { [EVIDENCE]: evidenceFile(oneOf(random, INTERVIEWS)) } }),
  ],
  [
    3,
    ({ github, name, random }, { number }) =>
      void github.push(name, number, { files: { [PROJECT]: projectFile(oneOf(random, STAGES)) } }),
  ],
  [
    3,
    ({ github, name, random }, { number }) =>
      void github.forcePush(name, number, {
        files: { [PROJECT]: projectFile('PROTOTYPE'), [EVIDENCE]: evidenceFile(oneOf(random, INTERVIEWS)) },
      }),
  ],
  [8, review],
  [3, dismiss],
  [9, approveByCommand],
  [
    9,
    ({ github, name, random }) =>
      void github.commitFiles(name, { [GATES]: gatesFile(oneOf(random, POLICIES)) }),
  ],
  [
    3,
    ({ github, name, random }) =>
      void github.commitFiles(
        name,
        { [PROJECT]: projectFile(oneOf(random, STAGES.slice(0, 2))) },
        { branch: WEAK },
      ),
  ],
  [
    7,
    ({ github, name }, { number, base }) =>
      void github.editPull(name, number, { base: base.ref === WEAK ? 'main' : WEAK }),
  ],
  [4, label],
  [
    2,
    ({ github, name }, { number }) =>
      void github.comment(name, number, { author: 'ada', body: '/clos recheck' }),
  ],
  [2, merge],
];

const openOf = ({ github, name }: Scene): Pull[] =>
  [...github.repository(name).pulls.values()].filter(({ state }) => state === 'open');

export function openPull({ github, name, random }: Scene): void {
  github.openPull(name, {
    author: 'ada',
    files: { [PROJECT]: projectFile('PROTOTYPE'), [EVIDENCE]: evidenceFile(oneOf(random, INTERVIEWS)) },
  });
}

/** One move; with nobody left to move, another pull request. */
export function move(scene: Scene): void {
  const { random } = scene;
  const open = openOf(scene);
  if (open.length < 2) {
    openPull(scene);
    return;
  }
  let left = random.below(MOVES.reduce((sum, [weight]) => sum + weight, 0));
  const chosen = MOVES.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  chosen?.[1](scene, oneOf(random, open));
}

export function createProject({ github, name }: Pick<Scene, 'github' | 'name'>): void {
  const [owner = '', repository = ''] = name.split('/');
  const files = {
    [PROJECT]: projectFile('DISCOVERY'),
    [EVIDENCE]: evidenceFile(2),
    [GATES]: gatesFile({ interviews: 5, approvals: 0 }),
  };
  github.createOrganization(owner);
  github.createRepository({ owner, name: repository, files });
  github.commitFiles(name, { [PROJECT]: projectFile('PROTOTYPE') }, { branch: WEAK });
  for (const login of REVIEWERS) github.setCollaborator(name, login, 'write');
  github.install({ owner });
}
