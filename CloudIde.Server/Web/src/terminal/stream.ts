import { Backoff } from './backoff.ts';
import { parseFrame, type ControlFrame } from './frames.ts';
import { InputLog } from './inputLog.ts';
import { OutputCursor } from './outputCursor.ts';

/** The part of WebSocket that the stream uses. */
export interface Socket {
  binaryType: string;
  onopen: ((event: never) => unknown) | null;
  onmessage: ((event: { data: unknown }) => unknown) | null;
  onclose: ((event: { code: number; reason: string }) => unknown) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** Where output goes. */
export interface Screen {
  /** Shows bytes that end at stream offset `end`; `parsed` is called once they have been interpreted. */
  write(bytes: Uint8Array, end: number, parsed: () => void): void;
  /** Starts over, after everything written so far; what follows begins at `offset`. */
  reset(offset: number): void;
}

export type StopReason = 'signed-out' | 'forbidden' | 'gone' | 'replaced' | 'exited' | 'closed';

export type Connection =
  | { kind: 'connecting' }
  | { kind: 'open' }
  | { kind: 'waiting'; delay: number }
  | { kind: 'stopped'; reason: StopReason; message: string };

/** What is wrong when a connection was refused before it opened; a browser hides the HTTP status of that. */
export type Refusal = 'unreachable' | 'signed-out' | 'forbidden' | 'gone';

export interface StreamOptions {
  /** Opens a socket that starts at output offset `offset`. */
  connect(offset: number): Socket;
  screen: Screen;
  input: InputLog;
  onConnection(connection: Connection): void;
  onFrame(frame: ControlFrame): void;
  /** Asks why a connection was refused. */
  findRefusal(): Promise<Refusal>;
  timers?: Timers;
  random?: () => number;
}

export interface Timers {
  set(action: () => void, delay: number): unknown;
  clear(timer: unknown): void;
}

/** Acknowledge at the latest after this many bytes, and after this long when output pauses (ms). */
const ackBytes = 64 * 1024;
const ackDelay = 40;

/** A connection that has not confirmed input for this long (ms) and says nothing is dead, whatever the socket believes. */
const silenceLimit = 10_000;

const closeReasons: Record<number, [StopReason, string]> = {
  4401: ['signed-out', 'You are signed out.'],
  4403: ['forbidden', 'You have no access to this terminal any more.'],
  4404: ['gone', 'This terminal does not exist any more.'],
  4409: ['replaced', 'This terminal is shown in another tab of this browser. Reload the page to show it here.'],
  4410: ['gone', 'This terminal was closed.'],
};

/**
 * The browser's end of a terminal stream: output arrives exactly once and in order, input too, over any number of
 * connections. It has no clock, socket or screen of its own.
 */
export class TerminalStream {
  readonly #options: StreamOptions;
  readonly #timers: Timers;
  readonly #backoff: Backoff;
  readonly #output = new OutputCursor();
  readonly #input: InputLog;
  #socket: Socket | null = null;
  #ready = false;
  #stopped = false;
  #retryTimer: unknown = null;
  #ackTimer: unknown = null;
  #silenceTimer: unknown = null;
  #confirmsInput = false;
  #size: { cols: number; rows: number } | null = null;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#input = options.input;
    this.#timers = options.timers ?? { set: (action, delay) => setTimeout(action, delay), clear: timer => clearTimeout(timer as number) };
    this.#backoff = new Backoff(options.random);
  }

  /** Offset of the first byte that the screen has not been given. */
  get offset(): number {
    return this.#output.given;
  }

  get parsedOffset(): number {
    return this.#output.parsed;
  }

  get connected(): boolean {
    return this.#ready;
  }

  start(): void {
    this.#connect();
  }

  /** Ends the stream for good. */
  stop(reason: StopReason = 'closed', message = ''): void {
    if (this.#stopped) {
      return;
    }
    this.#stopped = true;
    this.#clearTimers();
    const socket = this.#socket;
    this.#socket = null;
    this.#ready = false;
    socket?.close(1000);
    this.#options.onConnection({ kind: 'stopped', reason, message });
  }

  /** Tries again at once instead of waiting: the network is back, or the page is looked at again. */
  retryNow(): void {
    if (this.#retryTimer !== null && !this.#stopped) {
      this.#timers.clear(this.#retryTimer);
      this.#retryTimer = null;
      this.#backoff.reset();
      this.#connect();
    }
  }

  /** Drops a connection that is known to be dead (the network has gone) and waits for another. */
  drop(): void {
    const socket = this.#socket;
    if (socket !== null) {
      this.#socket = null;
      socket.close(4000, 'dropped by the viewer');
      this.#lost(true);
    }
  }

  /** Sends typed bytes, now or when there is a connection again. False when too many are waiting already. */
  send(data: Uint8Array): boolean {
    if (this.#stopped || !this.#input.append(data)) {
      return false;
    }
    this.#flushInput();
    return true;
  }

  /** The size that this viewer would like. */
  resize(cols: number, rows: number): void {
    if (this.#size?.cols === cols && this.#size.rows === rows) {
      return;
    }
    this.#size = { cols, rows };
    this.#sendSize();
  }

  #connect(): void {
    this.#options.onConnection({ kind: 'connecting' });
    const socket = this.#options.connect(this.#output.given);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
    };
    socket.onmessage = event => {
      if (this.#socket === socket) {
        this.#receive(event.data);
      }
    };
    socket.onclose = event => {
      if (this.#socket !== socket) {
        return;
      }
      this.#socket = null;
      const known = closeReasons[event.code];
      if (known !== undefined) {
        this.stop(known[0], event.reason || known[1]);
      } else {
        this.#lost(opened);
      }
    };
  }

  #lost(opened: boolean): void {
    this.#ready = false;
    this.#clearTimers();
    const delay = this.#backoff.next();
    this.#options.onConnection({ kind: 'waiting', delay });
    this.#retryTimer = this.#timers.set(() => {
      this.#retryTimer = null;
      this.#connect();
    }, delay);
    if (!opened) {
      void this.#askWhy();
    }
  }

  async #askWhy(): Promise<void> {
    const refusal = await this.#options.findRefusal();
    if (this.#stopped || this.#ready || refusal === 'unreachable') {
      return;
    }
    const [reason, message] = closeReasons[refusal === 'signed-out' ? 4401 : refusal === 'forbidden' ? 4403 : 4404]!;
    this.stop(reason, message);
  }

  #receive(data: unknown): void {
    this.#heard();
    if (data instanceof ArrayBuffer) {
      this.#show(new Uint8Array(data));
      return;
    }
    const frame = typeof data === 'string' ? parseFrame(data) : null;
    if (frame === null) {
      return;
    }
    switch (frame.type) {
      case 'reset':
        this.#output.reset(frame.offset);
        this.#options.screen.reset(frame.offset);
        break;
      case 'ready':
        if (this.#output.start(frame.offset)) {
          this.#options.screen.reset(frame.offset);
        }
        this.#options.onFrame(frame);
        this.#becomeReady(frame.inputOffset);
        return;
      case 'inputAck':
        this.#confirmsInput = true;
        this.#input.confirm(frame.offset);
        this.#heard();
        break;
    }
    this.#options.onFrame(frame);
    if (frame.type === 'exit') {
      this.#sendAck();
      this.stop('exited');
    }
  }

  #becomeReady(inputOffset: number | undefined): void {
    this.#ready = true;
    this.#backoff.reset();
    this.#confirmsInput = inputOffset !== undefined;
    this.#input.connected(inputOffset);
    this.#options.onConnection({ kind: 'open' });
    this.#sendSize();
    this.#flushInput();
  }

  #show(bytes: Uint8Array): void {
    const fresh = this.#output.take(bytes);
    if (fresh.length === 0) {
      this.#scheduleAck();
      return;
    }
    const end = this.#output.given;
    const generation = this.#output.generation;
    this.#options.screen.write(fresh, end, () => {
      this.#output.parsedTo(end, generation);
      this.#scheduleAck();
    });
  }

  #scheduleAck(): void {
    if (this.#output.unacknowledged >= ackBytes) {
      this.#sendAck();
    } else if (this.#output.unacknowledged > 0 && this.#ackTimer === null) {
      this.#ackTimer = this.#timers.set(() => {
        this.#ackTimer = null;
        this.#sendAck();
      }, ackDelay);
    }
  }

  #sendAck(): void {
    if (this.#ready && this.#socket !== null && this.#output.unacknowledged > 0) {
      this.#socket.send(JSON.stringify({ type: 'ack', offset: this.#output.acknowledge() }));
    }
  }

  #sendSize(): void {
    if (this.#ready && this.#size !== null) {
      this.#socket?.send(JSON.stringify({ type: 'resize', ...this.#size }));
    }
  }

  #flushInput(): void {
    if (!this.#ready || this.#socket === null) {
      return;
    }
    for (let bytes = this.#input.takeUnsent(); bytes !== null; bytes = this.#input.takeUnsent()) {
      this.#socket.send(bytes);
    }
    this.#watchSilence();
  }

  #heard(): void {
    if (this.#silenceTimer !== null) {
      this.#timers.clear(this.#silenceTimer);
      this.#silenceTimer = null;
    }
    this.#watchSilence();
  }

  #watchSilence(): void {
    if (this.#confirmsInput && this.#ready && this.#input.unconfirmed > 0 && this.#silenceTimer === null) {
      this.#silenceTimer = this.#timers.set(() => {
        this.#silenceTimer = null;
        this.drop();
      }, silenceLimit);
    }
  }

  #clearTimers(): void {
    for (const timer of [this.#retryTimer, this.#ackTimer, this.#silenceTimer]) {
      if (timer !== null) {
        this.#timers.clear(timer);
      }
    }
    this.#retryTimer = this.#ackTimer = this.#silenceTimer = null;
  }
}
