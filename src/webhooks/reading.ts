// What a payload family's reader is given, and what it may answer: an event about a subject, or why nothing follows.

import type { DomainEvent, Subject } from '../core/event.ts';
import type { Fields } from './fields.ts';

export interface Delivered {
  /** GitHub's name with the action, such as `pull_request.opened`. */
  readonly name: string;
  /** Empty for events without actions (`push`). */
  readonly action: string;
  readonly payload: Fields;
}

export interface Occurrence {
  readonly subject: Subject;
  readonly event: DomainEvent;
}

/** A string is the reason to ignore the delivery. Throws MalformedFault. */
export type Reader = (delivered: Delivered) => Occurrence | string;
