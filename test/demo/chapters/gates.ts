// A project and its gate: red with what is missing, green with evidence and an approval, recorded; and nobody opens it for themselves.

import { at, GATE, LAB } from '../acme.ts';
import { checkOn } from '../board.ts';
import { APPROVER, asksFor, interviewed, LOWERED } from '../lab.ts';
import { type Chapter, HOLDS, type Scene } from '../scene.ts';

/** Result, criterion, needed and found of what does not hold; why, and what to do, would not fit on a line. */
const MISSING = /^\| (?:Result|❌|⏳)(?:[^|]*\|){3}[^|]*?(?= \|)/u;

const BY_MAIN = /It is judged by the file on .*/;

const missingOn = ({ stage: { github }, quote }: Scene, ref: string): void =>
  quote(checkOn(github, ...at(ref), GATE), MISSING);

export const askTooEarly: Chapter = async (scene) => {
  const { narrator, open, shows, cannotMerge } = scene;
  narrator.chapter('A project asks for its next stage too early');
  narrator.note('acme/lab says in .clos/project.yml   Try-on is in stage DISCOVERY');
  narrator.note(
    '              in .clos/gates.yml     leaving it takes 5 interviews, a real problem, an approval',
  );
  narrator.note(`branch main of lab                   requires ${GATE} too`);
  open(LAB, 'Build Try-on', 'rosa', { files: { ...asksFor('PROTOTYPE'), ...interviewed(3) } });
  await shows('lab#1', HOLDS);
  narrator.note('it sets stage: PROTOTYPE, and .clos/evidence.yml tells of 3 interviews');
  await shows('lab#1', /: 2 of 3 criteria not met$/, GATE);
  missingOn(scene, 'lab#1');
  cannotMerge('lab#1', 'rosa');
};

interface Step {
  readonly from: string;
  readonly to: string;
  readonly evidence: string;
  readonly approvers: string;
}

const STEPS = `SELECT from_stage AS from, to_stage AS to, judged->>'evidenceSha' AS evidence,
    (SELECT string_agg(one->>'login', ', ') FROM jsonb_array_elements(judged->'approvers') one) AS approvers
  FROM stage_transitions WHERE slug = 'project' AND pull_number = $1`;

/** The row of the history that came with the pull request. */
async function recorded({ stage, narrator, sees }: Scene, number: number): Promise<void> {
  await narrator.during('everything comes to rest', stage.settle());
  const steps = await stage.query<Step>(STEPS, [number]);
  await sees(
    'the step in the history',
    () => (steps.length === 1 ? (steps[0] ?? null) : null),
    ({ from, to, evidence, approvers }) =>
      `${narrator.colors.green('✓')} recorded: ${from} → ${to} by lab#${number}, evidence ${evidence.slice(0, 7)}, approved by ${approvers}`,
  );
}

export const openTheGate: Chapter = async (scene) => {
  const { stage, narrator, act, shows } = scene;
  const { github } = stage;
  narrator.chapter('Evidence and an approval open the gate');
  act('rosa pushes the notes of three more interviews', () =>
    github.push(...at('lab#1'), { files: interviewed(6) }),
  );
  await shows('lab#1', /waits for approval$/, GATE);
  act(`${APPROVER} approves it`, () => github.review(...at('lab#1'), { author: APPROVER }));
  await shows('lab#1', /: 3 of 3 criteria met$/, GATE);
  act('rosa merges lab#1', () => github.mergePull(...at('lab#1'), { as: 'rosa' }));
  await recorded(scene, 1);
};

export const lowerTheBar: Chapter = async (scene) => {
  const { stage, narrator, open, shows, cannotMerge, quote } = scene;
  narrator.chapter('Nobody lowers the bar for themselves');
  open(LAB, 'Skip the tests', 'uma', { files: { ...asksFor('MINIMUM_REMARKABLE'), ...LOWERED } });
  await shows('lab#2', HOLDS);
  narrator.note('it asks for the next stage, and its .clos/gates.yml no longer asks for user tests');
  await shows('lab#2', /: 1 of 1 criterion not met$/, GATE);
  missingOn(scene, 'lab#2');
  quote(checkOn(stage.github, ...at('lab#2'), GATE), BY_MAIN);
  cannotMerge('lab#2', 'uma');
};
