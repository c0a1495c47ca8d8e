import { listFiles } from '../api/files.ts';
import { ApiError } from '../api/client.ts';
import type { FileEntry, Listing } from '../api/types.ts';
import type { FileChange } from '../events/eventFrames.ts';
import { applyChanges, compareListings, indexListing, type ListingChanges } from './treeModel.ts';

/** How often the listing is read while a shell may be changing files, and otherwise (ms). */
const busyPeriod = 2_000;
const idlePeriod = 20_000;

/** The same while events come: only for what was missed. */
const liveBusyPeriod = 15_000;
const livePeriod = 60_000;

/** Listings that events ask for are this far apart (ms). */
const listingGap = 1_000;

/** A listing during which something changed may be older than that: it is read again, this often at most. */
const maxStale = 3;

/** The project's listing, kept up to date by what the server tells, and by asking for it. */
export class FileStore {
  readonly project: string;
  files: ReadonlyMap<string, FileEntry> = new Map();
  folders: ReadonlySet<string> = new Set();
  readonly #listeners = new Set<(changes: ListingChanges) => void>();
  /** The folders that the server keeps although they may be empty. */
  #kept: readonly string[] = [];
  #busy = false;
  #live = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #soon: ReturnType<typeof setTimeout> | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #readAt = 0;
  #disposed = false;

  constructor(project: string, first: Listing) {
    this.project = project;
    this.#kept = first.folders ?? [];
    ({ files: this.files, folders: this.folders } = indexListing(first));
    this.#schedule();
    document.addEventListener('visibilitychange', this.#onVisible);
    addEventListener('focus', this.#onVisible);
  }

  onChange(listener: (changes: ListingChanges) => void): void {
    this.#listeners.add(listener);
  }

  /** Takes in what the server told. */
  apply(items: readonly FileChange[]): void {
    if (this.#running !== null) {
      this.#again = true;
    }
    this.#take(applyChanges({ files: [...this.files.values()], folders: [...this.#kept] }, items));
    if (items.some(item => item.kind === 'Many')) {
      this.#refreshSoon();
    }
  }

  /** Reads the listing; calls during a read share one more read after it. */
  async refresh(): Promise<void> {
    if (this.#running !== null) {
      this.#again = true;
      return await this.#running;
    }
    this.#running = this.#read();
    try {
      await this.#running;
    } finally {
      this.#running = null;
      this.#schedule();
    }
  }

  /** Whether a shell may be changing files. */
  setBusy(busy: boolean): void {
    if (busy !== this.#busy) {
      this.#busy = busy;
      this.#schedule();
    }
  }

  /** Whether the server tells of changes. What happened before it did is not known. */
  setLive(live: boolean): void {
    if (live !== this.#live) {
      this.#live = live;
      this.#schedule();
      if (live) {
        void this.#poll();
      }
    }
  }

  dispose(): void {
    this.#disposed = true;
    for (const timer of [this.#timer, this.#soon]) {
      if (timer !== null) {
        clearTimeout(timer);
      }
    }
    document.removeEventListener('visibilitychange', this.#onVisible);
    removeEventListener('focus', this.#onVisible);
    this.#listeners.clear();
  }

  readonly #onVisible = (): void => {
    if (document.visibilityState === 'visible') {
      void this.#poll();
    }
  };

  async #read(): Promise<void> {
    let stale = 0;
    do {
      this.#again = false;
      this.#readAt = Date.now();
      const listing = await listFiles(this.project);
      if (this.#disposed) {
        return;
      }
      if (this.#again && ++stale < maxStale) {
        continue;
      }
      this.#take(listing);
    } while (this.#again);
  }

  #take(listing: Listing): void {
    const { files, folders } = indexListing(listing);
    const changes = compareListings(this.files, files);
    const same = changes.added.length + changes.changed.length + changes.removed.length === 0
      && folders.size === this.folders.size && [...folders].every(folder => this.folders.has(folder));
    this.files = files;
    this.folders = folders;
    this.#kept = listing.folders ?? [];
    if (!same) {
      for (const listener of this.#listeners) {
        listener(changes);
      }
    }
  }

  #refreshSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      void this.#poll();
    }, Math.max(0, this.#readAt + listingGap - Date.now()));
  }

  async #poll(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      // Polling: the terminals show that the server is away, and the next round asks again.
      if (!(error instanceof ApiError)) {
        throw error;
      }
    }
  }

  #schedule(): void {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    if (!this.#disposed) {
      const [busy, idle] = this.#live ? [liveBusyPeriod, livePeriod] : [busyPeriod, idlePeriod];
      this.#timer = setTimeout(() => {
        this.#timer = null;
        if (document.visibilityState === 'visible') {
          void this.#poll();
        } else {
          this.#schedule();
        }
      }, this.#busy ? busy : idle);
    }
  }
}
