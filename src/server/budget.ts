// How many bytes of bodies nobody has vouched for yet may be in memory at once, over the whole process.
// When a chunk does not fit, the largest body still being read gives way, not the newcomer: a few large bodies that
// stall cannot keep out the small ones GitHub sends. One body alone is always let through.

export interface BodyBudget {
  /** Opens an account for one body; `evict` is called at most once, when its bytes are wanted back. */
  open(evict: () => void): Held;
  readonly inFlight: number;
  /** The most that was ever in flight. */
  readonly peak: number;
}

export interface Held {
  /** False when the bytes do not fit and no other body is larger. */
  take(bytes: number): boolean;
  /** The body is complete: it can no longer be evicted. */
  seal(): void;
  release(): void;
}

interface Account {
  bytes: number;
  readonly evict: () => void;
}

export function createBudget(limit: number): BodyBudget {
  const reading = new Set<Account>();
  let inFlight = 0;
  let peak = 0;

  const free = (account: Account): void => {
    reading.delete(account);
    inFlight -= account.bytes;
    account.bytes = 0;
  };

  const makeRoom = (account: Account, bytes: number): boolean => {
    while (inFlight + bytes > limit && inFlight > account.bytes) {
      const largest = largestOf(reading, account, bytes);
      if (largest === account) return false;
      free(largest);
      largest.evict();
    }
    return true;
  };

  const open = (evict: () => void): Held => {
    const account: Account = { bytes: 0, evict };
    reading.add(account);
    return {
      take(bytes) {
        if (!makeRoom(account, bytes)) return false;
        account.bytes += bytes;
        inFlight += bytes;
        peak = Math.max(peak, inFlight);
        return true;
      },
      seal: () => void reading.delete(account),
      release: () => free(account),
    };
  };

  return {
    open,
    get inFlight() {
      return inFlight;
    },
    get peak() {
      return peak;
    },
  };
}

function largestOf(reading: ReadonlySet<Account>, asking: Account, bytes: number): Account {
  let largest = asking;
  for (const account of reading) {
    const size = largest === asking ? asking.bytes + bytes : largest.bytes;
    if (account !== asking && account.bytes > size) largest = account;
  }
  return largest;
}
