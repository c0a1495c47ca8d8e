import { Backoff } from '../terminal/backoff.ts';
import type { Socket, Timers } from '../terminal/stream.ts';
import { parseEvent, type ProjectEvent } from './eventFrames.ts';

export interface EventOptions {
  connect(): Socket;
  onEvent(event: ProjectEvent): void;
  /** Whether events come now; while they do not, whoever shows something asks for it. */
  onLive(live: boolean): void;
  /** The project was deleted, or this person may not follow it any more. */
  onEnded(message: string): void;
  /** After a refused connection, whose status a browser hides: null to try again, otherwise why that is of no use. */
  findRefusal(): Promise<string | null>;
  timers?: Timers;
  random?: () => number;
  now?: () => number;
}

/** A connection that was silent for this long (ms) is tried anew when the page is looked at again: it may be dead. */
const silence = 60_000;

/** The server's close codes after which there is nothing to come back for. */
const endings: Record<number, string> = {
  4401: 'You are signed out.',
  4403: 'This project is not shared with you any more.',
  4410: 'The project was deleted.',
};

/** Follows what happens in a project, over any number of connections. It has no clock or socket of its own. */
export class ProjectEvents {
  readonly #options: EventOptions;
  readonly #timers: Timers;
  readonly #backoff: Backoff;
  readonly #now: () => number;
  #socket: Socket | null = null;
  #timer: unknown = null;
  #stopped = false;
  #live = false;
  #heardAt = 0;

  constructor(options: EventOptions) {
    this.#options = options;
    this.#timers = options.timers ?? { set: (action, delay) => setTimeout(action, delay), clear: timer => clearTimeout(timer as number) };
    this.#backoff = new Backoff(options.random);
    this.#now = options.now ?? Date.now;
  }

  start(): void {
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) {
      this.#timers.clear(this.#timer);
      this.#timer = null;
    }
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
    this.#setLive(false);
  }

  /** The network is back, or the page is looked at again. */
  check(): void {
    if (this.#timer !== null) {
      this.#timers.clear(this.#timer);
      this.#timer = null;
      this.#backoff.reset();
      this.#connect();
    } else if (this.#socket !== null && this.#live && this.#now() - this.#heardAt > silence) {
      this.drop();
    }
  }

  /** Gives a connection up that is known to be dead, and makes another. */
  drop(): void {
    const socket = this.#socket;
    if (socket !== null) {
      this.#socket = null;
      socket.close(4000, 'dropped by the browser');
      this.#lost(true);
    }
  }

  #connect(): void {
    const socket = this.#options.connect();
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
    };
    socket.onmessage = event => {
      if (this.#socket === socket && typeof event.data === 'string') {
        this.#receive(event.data);
      }
    };
    socket.onclose = event => {
      if (this.#socket !== socket) {
        return;
      }
      this.#socket = null;
      const ending = endings[event.code];
      if (ending !== undefined) {
        this.#end(event.reason || ending);
      } else {
        this.#lost(opened);
      }
    };
  }

  #receive(text: string): void {
    this.#heardAt = this.#now();
    const event = parseEvent(text);
    if (event === null) {
      return;
    }
    if (event.type === 'hello') {
      this.#backoff.reset();
      this.#setLive(true);
    }
    this.#options.onEvent(event);
  }

  #lost(opened: boolean): void {
    this.#setLive(false);
    this.#timer = this.#timers.set(() => {
      this.#timer = null;
      this.#connect();
    }, this.#backoff.next());
    if (!opened) {
      void this.#askWhy();
    }
  }

  async #askWhy(): Promise<void> {
    const refusal = await this.#options.findRefusal();
    if (refusal !== null && !this.#stopped && !this.#live) {
      this.#end(refusal);
    }
  }

  #end(message: string): void {
    this.stop();
    this.#options.onEnded(message);
  }

  #setLive(live: boolean): void {
    if (live !== this.#live) {
      this.#live = live;
      this.#options.onLive(live);
    }
  }
}
