/**
 * Keeps count of a terminal's output: which byte comes next on the wire, which the screen has been given, which it
 * has parsed and which the server has been told about.
 */
export class OutputCursor {
  /** Offset of the next byte that the wire brings. */
  #incoming = 0;
  /** Offset of the first byte that the screen has not been given. A reconnect asks for this one. */
  #given = 0;
  #parsed = 0;
  #acknowledged = 0;
  /** Counts resets, so a parse that began before one does not move the offsets of after. */
  #generation = 0;

  get given(): number {
    return this.#given;
  }

  get parsed(): number {
    return this.#parsed;
  }

  get generation(): number {
    return this.#generation;
  }

  /** Bytes that are parsed and not yet acknowledged. */
  get unacknowledged(): number {
    return this.#parsed - this.#acknowledged;
  }

  /** The following bytes start at `offset`. True when the screen must be cleared first, because some are missing. */
  start(offset: number): boolean {
    if (offset > this.#given) {
      this.reset(offset);
      return true;
    }
    this.#incoming = offset;
    // This connection counts from `offset`; what the screen has parsed beyond it is acknowledged on it again.
    this.#acknowledged = Math.min(this.#acknowledged, offset);
    return false;
  }

  /** Bytes before `offset` are gone: the screen starts anew there. */
  reset(offset: number): void {
    this.#generation++;
    this.#incoming = offset;
    this.#given = offset;
    this.#parsed = offset;
    this.#acknowledged = offset;
  }

  /** Counts bytes off the wire and returns those that the screen has not had: a server may begin earlier than asked. */
  take(bytes: Uint8Array): Uint8Array {
    const seen = Math.min(bytes.length, Math.max(0, this.#given - this.#incoming));
    this.#incoming += bytes.length;
    this.#given = Math.max(this.#given, this.#incoming);
    return seen === 0 ? bytes : bytes.subarray(seen);
  }

  /** The screen has parsed everything before `offset`. */
  parsedTo(offset: number, generation: number): void {
    if (generation === this.#generation && offset > this.#parsed) {
      this.#parsed = offset;
    }
  }

  /** The offset to acknowledge now. */
  acknowledge(): number {
    this.#acknowledged = this.#parsed;
    return this.#parsed;
  }
}
