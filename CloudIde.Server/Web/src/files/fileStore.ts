import { listFiles } from '../api/files.ts';
import { ApiError } from '../api/client.ts';
import type { FileEntry, Listing } from '../api/types.ts';
import { compareListings, indexListing, type ListingChanges } from './treeModel.ts';

/** How often the listing is read while a shell may be changing files, and otherwise (ms). */
const busyPeriod = 2_000;
const idlePeriod = 20_000;

/** The project's listing, kept up to date by asking for it. */
export class FileStore {
  readonly project: string;
  files: ReadonlyMap<string, FileEntry> = new Map();
  folders: ReadonlySet<string> = new Set();
  /** True while a shell may change files. */
  busy = false;
  readonly #listeners = new Set<(changes: ListingChanges) => void>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #running: Promise<void> | null = null;
  #again = false;
  #disposed = false;

  constructor(project: string, first: Listing) {
    this.project = project;
    ({ files: this.files, folders: this.folders } = indexListing(first));
    this.#schedule();
    document.addEventListener('visibilitychange', this.#onVisible);
    addEventListener('focus', this.#onVisible);
  }

  onChange(listener: (changes: ListingChanges) => void): void {
    this.#listeners.add(listener);
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

  setBusy(busy: boolean): void {
    if (busy !== this.busy) {
      this.busy = busy;
      this.#schedule();
    }
  }

  dispose(): void {
    this.#disposed = true;
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
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
    do {
      this.#again = false;
      const listing = await listFiles(this.project);
      if (this.#disposed) {
        return;
      }
      const { files, folders } = indexListing(listing);
      const changes = compareListings(this.files, files);
      const same = changes.added.length + changes.changed.length + changes.removed.length === 0
        && folders.size === this.folders.size && [...folders].every(folder => this.folders.has(folder));
      this.files = files;
      this.folders = folders;
      if (!same) {
        for (const listener of this.#listeners) {
          listener(changes);
        }
      }
    } while (this.#again);
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
      this.#timer = setTimeout(() => {
        this.#timer = null;
        if (document.visibilityState === 'visible') {
          void this.#poll();
        } else {
          this.#schedule();
        }
      }, this.busy ? busyPeriod : idlePeriod);
    }
  }
}
