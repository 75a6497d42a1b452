// One delivery to one domain event, or to the reason why nothing follows from it. Pure. A payload of an event we react to
// that does not have the promised shape is a MalformedFault; anything else we do not know is ignored, never an error.

import type { Normalised } from '../core/event.ts';
import { APP_ITSELF, type InstallationId, installationId } from '../core/ids.ts';
import { fields } from './fields.ts';
import { deliveryName, readerOf, whyNot } from './reactions.ts';

/** Throws MalformedFault naming the field. */
export function normalise(event: string, payload: unknown): Normalised {
  const body = fields(payload, 'payload');
  const action = actionOf(body);
  const read = readerOf(event, action);
  if (read === undefined) return ignored(lenientInstallation(body), whyNot(event, action));
  const installation = installationOf(body);
  if (installation === APP_ITSELF) return ignored(APP_ITSELF, 'sent by a hook that is not the app');
  const outcome = read({ name: deliveryName(event, action), action, payload: body });
  if (typeof outcome === 'string') return ignored(installation, outcome);
  return { kind: 'event', installationId: installation, ...outcome };
}

/** The payload's action when it is one GitHub could have written, otherwise the empty string. */
export function actionOf(payload: unknown): string {
  const { action } = fields(payload, 'payload');
  return typeof action === 'string' && /^[a-z_-]{1,64}$/.test(action) ? action : '';
}

/** Throws MalformedFault when there is an installation but not a readable one. */
function installationOf(payload: unknown): InstallationId {
  const { installation } = fields(payload, 'payload');
  if (installation === undefined || installation === null) return APP_ITSELF;
  return installationId(fields(installation, 'installation').id);
}

/** As `installationOf`, for deliveries that lead nowhere or cannot be read: those must be filed somewhere. */
export function lenientInstallation(payload: unknown): InstallationId {
  try {
    return installationOf(payload);
  } catch {
    return APP_ITSELF;
  }
}

function ignored(installation: InstallationId, reason: string): Normalised {
  return { kind: 'ignored', installationId: installation, reason };
}
