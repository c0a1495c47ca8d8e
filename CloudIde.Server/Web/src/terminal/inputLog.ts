/** The input of one viewer that the server has not confirmed, as it is kept over a page reload. */
export interface InputSnapshot {
  base: number;
  everSent: number;
  bytes: number[];
}

/**
 * Numbers the bytes that a viewer types, from 0, and keeps those that the server has not confirmed. After a
 * reconnect only the ones that the server says it lacks are sent again, so a key arrives once, however often the
 * connection breaks.
 */
export class InputLog {
  /** Offset of the first kept byte. */
  #base = 0;
  /** Kept bytes: [base, base + length). */
  #kept: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Offset of the first byte that this connection has not carried yet. */
  #sent = 0;
  /** Offset of the first byte that no connection has carried yet. */
  #everSent = 0;
  /** False until a server has said where this viewer's input stands (or an earlier page has). */
  #numbered = false;
  readonly #limit: number;

  /** @param limit Bytes kept at most; what is typed beyond it while offline is refused. */
  constructor(limit = 1 << 20) {
    this.#limit = limit;
  }

  static restore(snapshot: InputSnapshot, limit?: number): InputLog {
    const log = new InputLog(limit);
    log.#base = snapshot.base;
    log.#kept = Uint8Array.from(snapshot.bytes);
    log.#everSent = Math.max(snapshot.base, snapshot.everSent);
    log.#sent = snapshot.base;
    log.#numbered = true;
    return log;
  }

  snapshot(): InputSnapshot {
    return { base: this.#base, everSent: this.#everSent, bytes: Array.from(this.#kept) };
  }

  get unconfirmed(): number {
    return this.#kept.length;
  }

  get end(): number {
    return this.#base + this.#kept.length;
  }

  /** Takes typed bytes. False, and nothing is taken, when too much is waiting already. */
  append(data: Uint8Array): boolean {
    if (this.#kept.length + data.length > this.#limit) {
      return false;
    }
    const joined = new Uint8Array(this.#kept.length + data.length);
    joined.set(this.#kept);
    joined.set(data, this.#kept.length);
    this.#kept = joined;
    return true;
  }

  /** A connection is ready; the server holds `offset` bytes of this viewer's input, or does not say. */
  connected(offset: number | undefined): void {
    if (offset === undefined) {
      // Without the server's word, what was sent counts as arrived: a command that runs twice is worse than a lost key.
      this.#dropBefore(this.#everSent);
    } else if (!this.#numbered) {
      // An earlier page with this viewer id got that far; ours continues.
      this.#shiftTo(offset);
    } else if (offset >= this.#base && offset <= this.end) {
      this.#dropBefore(offset);
    } else {
      // The server does not know this numbering any more. The same rule as above for what was sent; the rest is new.
      this.#dropBefore(this.#everSent);
      this.#shiftTo(offset);
    }
    this.#numbered = true;
    this.#sent = this.#base;
  }

  /** The server holds every byte before `offset`. */
  confirm(offset: number): void {
    if (offset <= this.end) {
      this.#dropBefore(offset);
    }
  }

  /** The bytes that this connection has not carried yet, at most `limit` of them; null when there are none. */
  takeUnsent(limit = 16384): Uint8Array<ArrayBuffer> | null {
    const start = this.#sent - this.#base;
    if (start >= this.#kept.length) {
      return null;
    }
    const bytes = this.#kept.slice(start, start + limit);
    this.#sent += bytes.length;
    this.#everSent = Math.max(this.#everSent, this.#sent);
    return bytes;
  }

  #dropBefore(offset: number): void {
    if (offset <= this.#base) {
      return;
    }
    this.#kept = this.#kept.slice(offset - this.#base);
    this.#base = offset;
    this.#sent = Math.max(this.#sent, offset);
    this.#everSent = Math.max(this.#everSent, offset);
  }

  #shiftTo(offset: number): void {
    const by = offset - this.#base;
    this.#base = offset;
    this.#sent += by;
    this.#everSent += by;
  }
}
