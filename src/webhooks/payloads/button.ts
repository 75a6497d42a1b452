// `check_run.requested_action`: somebody pressed a button of ours. It is the command of the same name.

import { pressed } from '../../core/commands/buttons.ts';
import { pullNumber } from '../../core/ids.ts';
import { fields, text } from '../fields.ts';
import type { Delivered, Occurrence } from '../reading.ts';
import { checkedThing } from './checks.ts';
import { actorOf, isPerson } from './pull-request.ts';

export function readButton({ name, payload }: Delivered): Occurrence | string {
  const thing = checkedThing(payload);
  if (typeof thing === 'string') return thing;
  if (!/^\d+$/.test(thing.of)) return 'not a check of a pull request';
  if (!isPerson(payload.sender)) return 'not a person';
  const asked = fields(payload.requested_action, 'requested_action');
  const command = pressed(text(asked.identifier, 'requested_action.identifier'));
  if (command === null) return 'not one of our buttons';
  const { repository } = thing;
  const number = pullNumber(Number(thing.of));
  const actor = actorOf(payload.sender);
  return {
    subject: { kind: 'pull', repositoryId: repository.id, pullNumber: number },
    event: { kind: 'commanded', name, repository, pullNumber: number, actor, command, commentId: null },
  };
}
