// What may befall webhooks on their way, by seeded chance. A plan is drawn when a delivery is queued, in the order things
// happened, so the same seed and the same story give the same trouble, however fast the app answers.

import type { Random } from '../state/random.ts';

/** Probabilities from 0 to 1, unless said otherwise. */
export type WebhookTrouble = {
  drop: number; // never arrives; listed as failed, can be redelivered
  lose: number; // never arrives and is not listed
  duplicate: number; // arrives twice with one GUID
  duplicateNewGuid: number; // arrives twice with two GUIDs
  delay: number; // arrives later, by up to `delayMs`
  delayMs: number; // milliseconds
  late: number; // an event of a pull request arrives after that pull request's `closed`
  shuffle: number; // size of the buffer that is emptied in random order; 0 or 1: none
};

export const noWebhookTrouble: WebhookTrouble = {
  drop: 0,
  lose: 0,
  duplicate: 0,
  duplicateNewGuid: 0,
  delay: 0,
  delayMs: 50,
  late: 0,
  shuffle: 0,
};

export type Plan = {
  readonly fate: 'send' | 'drop' | 'lose';
  readonly copies: readonly ('same' | 'new')[]; // GUIDs of the extra copies
  readonly delayMs: number;
  readonly late: boolean;
};

export function drawPlan(trouble: WebhookTrouble, random: Random): Plan {
  const fate = random.chance(trouble.lose) ? 'lose' : random.chance(trouble.drop) ? 'drop' : 'send';
  const same = random.chance(trouble.duplicate) ? (['same'] as const) : [];
  const fresh = random.chance(trouble.duplicateNewGuid) ? (['new'] as const) : [];
  const delayMs = random.chance(trouble.delay) ? random.below(trouble.delayMs) + 1 : 0;
  return { fate, copies: [...same, ...fresh], delayMs, late: random.chance(trouble.late) };
}
