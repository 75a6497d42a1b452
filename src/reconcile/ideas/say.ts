// Our one comment on an idea, written when what it says changed, or when somebody is answered.

import type { Answer } from '../../core/commands/answer.ts';
import { brokenComment, formlessComment, type IdeaComment, ideaComment } from '../../core/ideas/comment.ts';
import { isHere } from '../../core/ideas/labels.ts';
import type { IdeaKey } from '../../core/ideas/model.ts';
import type { Idea } from '../../core/ideas/record.ts';
import { aroundOf, textOf } from '../../core/ideas/resembling.ts';
import type { IdeaRules } from '../../core/ideas/rules.ts';
import type { PullNumber } from '../../core/ids.ts';
import type { ConfigurationProblem } from '../../core/policy.ts';
import { renderIdeaComment } from '../../core/render/idea-comment.ts';
import { commentMarker } from '../../core/render/reply.ts';
import type { IdeaDelivery, IdeaWriter } from '../../ports/idea-records.ts';
import { hashOf } from '../hash.ts';
import type { Place } from '../spine.ts';

export interface Saying {
  readonly place: Place;
  readonly rules: IdeaRules;
  readonly answers: readonly Answer[];
  /** Of a newer ideas.yml that is not in force. */
  readonly problems: readonly ConfigurationProblem[];
  readonly now: string;
}

export async function sayIdea(
  writer: IdeaWriter,
  idea: Idea,
  delivery: Pick<IdeaDelivery, 'saidHash' | 'answers'> | null,
  saying: Saying,
): Promise<void> {
  const { rules } = saying;
  const isAnswer = saying.answers.length > 0;
  const answers = isAnswer ? saying.answers : (delivery?.answers ?? []);
  if (!isHere(idea)) return;
  const text = textOf(idea);
  const similar = text === null ? [] : await writer.similar(idea, text, rules.duplicates);
  const around = { ...aroundOf(idea, rules, similar), problems: saying.problems };
  const comment = ideaComment(idea, around);
  const hash = hashOf(JSON.stringify(comment));
  const observes = rules.mode === 'observe';
  if (!isAnswer && (observes || hash === delivery?.saidHash)) return;
  // Whoever only observes says it once it is to be said.
  await writer.saveDelivery(idea, { saidHash: observes ? null : hash, answers });
  await save(writer, idea, observes ? null : comment, { ...saying, answers });
}

/** There is no idea, and so no row: the comment is told apart by what it says. */
export const sayFormless = (writer: IdeaWriter, key: IdeaKey, saying: Saying): Promise<void> =>
  save(writer, key, saying.rules.mode === 'observe' ? null : formlessComment(saying.rules), saying);

export const sayBroken = (writer: IdeaWriter, key: IdeaKey, saying: Omit<Saying, 'rules'>): Promise<void> =>
  save(writer, key, brokenComment(saying.problems), saying);

export async function sayAnswers(writer: IdeaWriter, key: IdeaKey, saying: Saying): Promise<void> {
  if (saying.answers.length > 0) await save(writer, key, null, saying);
}

async function save(
  writer: IdeaWriter,
  { repositoryId, issueNumber }: IdeaKey,
  comment: IdeaComment | null,
  { place, answers, now }: Pick<Saying, 'place' | 'answers' | 'now'>,
): Promise<void> {
  if (comment === null && answers.length === 0) return;
  // GitHub numbers them together, and the table of our comments does too.
  const item = { repositoryId, pullNumber: Number(issueNumber) as PullNumber };
  const body = renderIdeaComment(comment, answers, commentMarker('idea', place.installation, item), now);
  await writer.saveReply(item, { slot: 'idea', body, hash: hashOf(body) });
}
