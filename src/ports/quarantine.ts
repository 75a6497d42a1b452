// Deliveries that could not be handled, for the people who look after the app.

export interface QuarantinedDelivery {
  readonly guid: string;
  readonly installationId: number;
  readonly event: string;
  readonly action: string | null;
  readonly receivedAt: string;
  readonly reason: string | null;
}

export interface Quarantine {
  list(): Promise<readonly QuarantinedDelivery[]>;
  /** Puts a stored delivery back in line, whatever became of it. Null when no delivery has this GUID. */
  replay(guid: string): Promise<QuarantinedDelivery | null>;
}
