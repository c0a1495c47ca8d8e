/** Waiting times between attempts to connect: they double from `first` up to `cap`, each shortened by up to half at random. */
export class Backoff {
  #attempt = 0;
  readonly #first: number;
  readonly #cap: number;
  readonly #random: () => number;

  constructor(random: () => number = Math.random, first = 250, cap = 5000) {
    this.#random = random;
    this.#first = first;
    this.#cap = cap;
  }

  /** The next waiting time, in milliseconds. The random part keeps a restarted server from meeting everyone at once. */
  next(): number {
    const full = Math.min(this.#cap, this.#first * 2 ** Math.min(this.#attempt, 16));
    this.#attempt++;
    return full / 2 + (full / 2) * this.#random();
  }

  reset(): void {
    this.#attempt = 0;
  }
}
