// A repository whose people do all at once what a gate depends on: they push, approve, change the rules, ask for another base, label,
// and merge. By seed; which moves fall between which steps of the app is up to the app's own pace.

import type { Pull } from '../github/state/model.ts';
import {
  bringBack,
  close,
  dismantle,
  land,
  mergeIfGreen,
  mergeOne,
  mergePast,
  openOnSameHead,
  queue,
  reopen,
  retarget,
} from './gate-moves.ts';
import {
  EVIDENCE,
  evidenceFile,
  GATES,
  gatesFile,
  type Policy,
  PROJECT,
  projectFile,
  RELEASE,
  STAGES,
  WEAK,
} from './gate-oracle.ts';
import { type Move, oneOf, type Scene } from './gate-scene.ts';
import { GATE } from './gate-watch.ts';

const REVIEWERS = ['ben', 'cyd'];
const POLICIES: readonly Policy[] = [
  { interviews: 5, approvals: 0, listed: true },
  { interviews: 3, approvals: 0, listed: true },
  { interviews: 3, approvals: 1, listed: true },
  { interviews: 5, approvals: 1, listed: true },
];
const UNLISTED: Policy = { interviews: 3, approvals: 0, listed: false };
const INTERVIEWS = [2, 4, 6];

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

/** Who did what; `reviewer` is for those whose word is asked: no author and no stranger. */
export type Cause =
  | 'push'
  | 'force-push'
  | 'reviewer'
  | 'rules'
  | 'base-project'
  | 'retarget'
  | 'label'
  | 'merge'
  | 'same-head'
  | 'close'
  | 'reopen'
  | 'bring-back'
  | 'queue'
  | 'open'
  | 'recheck';

const changeRules: Move = ({ github, name, random, alwaysListed }) => {
  const policy = oneOf(random, alwaysListed ? POLICIES : [...POLICIES, UNLISTED]);
  github.commitFiles(name, { [GATES]: gatesFile(policy) });
};

const moveBaseProject: Move = ({ github, name, random }) => {
  const files = { [PROJECT]: projectFile(oneOf(random, STAGES.slice(0, 2))) };
  github.commitFiles(name, files, { branch: oneOf(random, [WEAK, RELEASE]) });
};

/** A commit that was the head before is the head again, too: its old check is still there. */
const MOVES: readonly (readonly [number, Cause, Move])[] = [
  [4, 'push', ({ github, name }, { number }) => void github.push(name, number)],
  [
    9,
    'push',
    ({ github, name, random }, { number }) =>
      void github.push(name, number, { files: { [EVIDENCE]: evidenceFile(oneOf(random, INTERVIEWS)) } }),
  ],
  [
    3,
    'push',
    ({ github, name, random }, { number }) =>
      void github.push(name, number, { files: { [PROJECT]: projectFile(oneOf(random, STAGES)) } }),
  ],
  [
    3,
    'force-push',
    ({ github, name, random }, { number }) =>
      void github.forcePush(name, number, {
        files: { [PROJECT]: projectFile('PROTOTYPE'), [EVIDENCE]: evidenceFile(oneOf(random, INTERVIEWS)) },
      }),
  ],
  [8, 'reviewer', review],
  [3, 'reviewer', dismiss],
  [9, 'reviewer', approveByCommand],
  [9, 'rules', changeRules],
  [3, 'base-project', moveBaseProject],
  [12, 'retarget', retarget],
  [4, 'label', label],
  [
    2,
    'recheck',
    ({ github, name }, { number }) =>
      void github.comment(name, number, { author: 'ada', body: '/clos recheck' }),
  ],
  [2, 'merge', mergePast],
  [3, 'merge', mergeIfGreen],
  [4, 'same-head', openOnSameHead],
  [3, 'close', close],
  [3, 'reopen', reopen],
  [4, 'bring-back', bringBack],
  [5, 'queue', queue],
  [6, 'merge', land],
];

const openOf = ({ github, name }: Scene): Pull[] =>
  [...github.repository(name).pulls.values()].filter(({ state }) => state === 'open');

/** Where the project stands at PROTOTYPE already, so that nothing is asked: a green to be carried elsewhere. */
const INTO_RELEASE = 0.4;

export function openPull(scene: Scene, base?: string): void {
  const { github, name, random } = scene;
  github.openPull(name, {
    author: 'ada',
    base: base ?? (random.chance(INTO_RELEASE) ? RELEASE : 'main'),
    files: { [PROJECT]: projectFile('PROTOTYPE'), [EVIDENCE]: evidenceFile(oneOf(random, INTERVIEWS)) },
  });
}

/** The attack that all this is about: a green of one branch, another base, and the merge, before anybody can tell us. */
export function carryOver(scene: Scene, done: (cause: Cause) => void): void {
  const pull = openOf(scene).find(({ base }) => base.ref === RELEASE);
  if (pull === undefined) return;
  scene.github.editPull(scene.name, pull.number, { base: 'main' });
  done('retarget');
  mergeOne(scene, pull);
  done('merge');
}

/** In one script with what was done just now, as somebody does who wants to be faster than our webhooks. */
export function mergeAtOnce(scene: Scene, cause: Cause): boolean {
  if (!QUICK.includes(cause) || !scene.random.chance(AT_ONCE)) return false;
  mergeIfGreen(scene, oneOf(scene.random, openOf(scene)));
  dismantle(scene);
  return true;
}

const QUICK: readonly Cause[] = ['retarget', 'same-head', 'reopen', 'bring-back', 'rules', 'label'];
const AT_ONCE = 0.7;

/** One move; with nobody left to move, another pull request. */
export function move(scene: Scene): Cause {
  const { random } = scene;
  const open = openOf(scene);
  if (open.length < 2) {
    openPull(scene);
    return 'open';
  }
  let left = random.below(MOVES.reduce((sum, [weight]) => sum + weight, 0));
  const chosen = MOVES.find(([weight]) => {
    left -= weight;
    return left < 0;
  });
  chosen?.[2](scene, oneOf(random, open));
  dismantle(scene);
  return chosen?.[1] ?? 'open';
}

export function createProject({ github, name }: Pick<Scene, 'github' | 'name'>): void {
  const [owner = '', repository = ''] = name.split('/');
  const files = {
    [PROJECT]: projectFile('DISCOVERY'),
    [EVIDENCE]: evidenceFile(2),
    [GATES]: gatesFile({ interviews: 5, approvals: 0, listed: true }),
  };
  github.createOrganization(owner);
  github.createRepository({ owner, name: repository, files });
  for (const branch of [WEAK, RELEASE])
    github.commitFiles(name, { [PROJECT]: projectFile('PROTOTYPE') }, { branch });
  for (const branch of ['main', RELEASE])
    github.requireChecks(name, branch, [{ context: GATE, appId: github.app.id }]);
  for (const login of REVIEWERS) github.setCollaborator(name, login, 'write');
  github.install({ owner });
}
