import { InputLog, type InputSnapshot } from './inputLog.ts';

/** Who this tab is to a terminal, and what it had typed that the server did not confirm. */
export interface ViewerIdentity {
  id: string;
  input: InputLog;
  /** How far this tab had shown the output before the page was reloaded. */
  seen: number;
  save(input: InputLog, seen: number): void;
  /** Lets another page take the identity. */
  release(): void;
}

interface Stored {
  viewer: string;
  seen: number;
  input?: InputSnapshot;
}

/**
 * Takes up the identity that this tab had before a reload, or makes one. A duplicated tab starts with a copy of the
 * session storage; two pages that number their input under one id would lose each other's keys, so a lock makes sure
 * that only one of them has it.
 */
export async function claimViewer(terminalId: string): Promise<ViewerIdentity> {
  const key = `cloudide.terminal.${terminalId}`;
  const stored = read(key);
  const release = stored === null ? null : await lock(stored.viewer);
  if (stored !== null && release !== null) {
    return identity(key, stored.viewer, stored.input === undefined ? new InputLog() : InputLog.restore(stored.input), stored.seen, release);
  }
  const id = randomId();
  return identity(key, id, new InputLog(), 0, (await lock(id)) ?? (() => {}));
}

function identity(key: string, id: string, input: InputLog, seen: number, release: () => void): ViewerIdentity {
  return {
    id, input, seen, release,
    save: (log, shown) => {
      try {
        sessionStorage.setItem(key, JSON.stringify({ viewer: id, seen: shown, input: log.snapshot() } satisfies Stored));
      } catch {
        // Without storage a reload forgets the keys that were never sent; nothing else depends on it.
      }
    },
  };
}

function read(key: string): Stored | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Stored | null;
  } catch {
    return null;
  }
}

/** Null when another page has it. */
async function lock(id: string): Promise<(() => void) | null> {
  if (!('locks' in navigator)) {
    // Outside secure contexts there are no locks. After a reload the identity is certainly ours, otherwise perhaps not.
    const navigation = performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming | undefined;
    return navigation?.type === 'reload' ? () => {} : null;
  }
  return await new Promise(resolve => {
    // The page before a reload gives its lock back a moment after this one starts.
    navigator.locks
      .request(`cloudide.viewer.${id}`, { signal: AbortSignal.timeout(500) }, () => new Promise<void>(done => resolve(done)))
      .catch(() => resolve(null));
  });
}

/** A version 4 UUID; crypto.randomUUID exists in secure contexts only. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
