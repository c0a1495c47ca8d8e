import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputLog } from '../src/terminal/inputLog.ts';
import { TerminalStream, type Connection, type Refusal, type Socket } from '../src/terminal/stream.ts';

class FakeSocket implements Socket {
  binaryType = '';
  onopen: ((event: never) => unknown) | null = null;
  onmessage: ((event: { data: unknown }) => unknown) | null = null;
  onclose: ((event: { code: number; reason: string }) => unknown) | null = null;
  readonly sent: (string | Uint8Array)[] = [];
  closed = false;
  readonly offset: number;

  constructor(offset: number) {
    this.offset = offset;
  }

  send(data: string | Uint8Array): void {
    this.sent.push(data);
  }

  close(): void {
    this.closed = true;
  }

  frame(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  output(text: string): void {
    this.onmessage?.({ data: new TextEncoder().encode(text).buffer });
  }

  fail(code = 1006, reason = ''): void {
    this.onclose?.({ code, reason });
  }

  get input(): string {
    return this.sent.filter(item => typeof item !== 'string').map(item => new TextDecoder().decode(item as Uint8Array)).join('');
  }

  control(type: string): Record<string, unknown>[] {
    return this.sent
      .filter((item): item is string => typeof item === 'string')
      .map(item => JSON.parse(item) as Record<string, unknown>)
      .filter(item => item['type'] === type);
  }
}

class Bench {
  readonly sockets: FakeSocket[] = [];
  readonly connections: Connection[] = [];
  readonly timers = new Map<number, { action: () => void; delay: number }>();
  readonly unparsed: (() => void)[] = [];
  shown = '';
  refusal: Refusal = 'unreachable';
  parseAtOnce = true;
  readonly stream: TerminalStream;
  #timer = 0;

  constructor() {
    this.stream = new TerminalStream({
      connect: offset => {
        const socket = new FakeSocket(offset);
        this.sockets.push(socket);
        return socket;
      },
      screen: {
        write: (bytes, _end, parsed) => {
          this.shown += new TextDecoder().decode(bytes);
          if (this.parseAtOnce) {
            parsed();
          } else {
            this.unparsed.push(parsed);
          }
        },
        reset: () => {
          this.shown = '';
        },
      },
      input: new InputLog(),
      onConnection: connection => this.connections.push(connection),
      onFrame: () => {},
      findRefusal: () => Promise.resolve(this.refusal),
      random: () => 1,
      timers: {
        set: (action, delay) => {
          this.timers.set(++this.#timer, { action, delay });
          return this.#timer;
        },
        clear: timer => this.timers.delete(timer as number),
      },
    });
    this.stream.start();
  }

  get socket(): FakeSocket {
    return this.sockets[this.sockets.length - 1]!;
  }

  last(): Connection {
    return this.connections[this.connections.length - 1]!;
  }

  open(frame: Record<string, unknown> = {}): FakeSocket {
    this.socket.onopen?.(undefined as never);
    this.socket.frame({ type: 'ready', offset: this.socket.offset, inputOffset: 0, ...frame });
    return this.socket;
  }

  /** Runs the timers of this delay. */
  elapse(delay: number): void {
    for (const [id, timer] of [...this.timers]) {
      if (timer.delay === delay) {
        this.timers.delete(id);
        timer.action();
      }
    }
  }
}

function stopReason(bench: Bench): string | null {
  const last = bench.last();
  return last.kind === 'stopped' ? last.reason : null;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('Stream_reconnect_asksForTheRest', () => {
  const bench = new Bench();
  bench.open().output('hello ');
  bench.socket.fail();
  bench.elapse(250);
  assert.equal(bench.sockets.length, 2);
  assert.equal(bench.socket.offset, 6);
  bench.open().output('world');
  assert.equal(bench.shown, 'hello world');
});

test('Stream_keysWhileOffline_arriveOnce', () => {
  const bench = new Bench();
  bench.stream.send(bytes('a'));
  const first = bench.open();
  bench.stream.send(bytes('bc'));
  assert.equal(first.input, 'abc');
  first.frame({ type: 'inputAck', offset: 1 });
  first.fail();
  bench.stream.send(bytes('d'));
  bench.elapse(250);
  const second = bench.open({ inputOffset: 2 });
  assert.equal(second.input, 'cd');
});

test('Stream_beforeReady_sendsNothing', () => {
  const bench = new Bench();
  bench.socket.onopen?.(undefined as never);
  bench.stream.send(bytes('a'));
  bench.stream.resize(100, 30);
  assert.equal(bench.socket.sent.length, 0);
  bench.socket.frame({ type: 'ready', offset: 0, inputOffset: 0 });
  assert.equal(bench.socket.input, 'a');
  assert.deepEqual(bench.socket.control('resize'), [{ type: 'resize', cols: 100, rows: 30 }]);
});

test('Stream_resetFrame_clearsAndContinuesThere', () => {
  const bench = new Bench();
  bench.open().output('old');
  bench.socket.fail();
  bench.elapse(250);
  bench.socket.onopen?.(undefined as never);
  bench.socket.frame({ type: 'reset', offset: 5000 });
  bench.socket.frame({ type: 'ready', offset: 5000, inputOffset: 0 });
  bench.socket.output('new');
  assert.equal(bench.shown, 'new');
  assert.equal(bench.stream.offset, 5003);
});

test('Stream_acknowledges_whenParsedAndIdle', () => {
  const bench = new Bench();
  bench.parseAtOnce = false;
  const socket = bench.open();
  socket.output('abc');
  assert.equal(bench.timers.size, 0);
  bench.unparsed.shift()!();
  assert.deepEqual(socket.control('ack'), []);
  bench.elapse(40);
  assert.deepEqual(socket.control('ack'), [{ type: 'ack', offset: 3 }]);
});

test('Stream_acknowledges_atOnceAfter64KiB', () => {
  const bench = new Bench();
  const socket = bench.open();
  socket.output('x'.repeat(65536));
  assert.deepEqual(socket.control('ack'), [{ type: 'ack', offset: 65536 }]);
});

test('Stream_serverRepeatsBytes_areSkippedAndAcknowledgedAgain', () => {
  const bench = new Bench();
  bench.open().output('abcdef');
  bench.elapse(40);
  bench.socket.fail();
  bench.elapse(250);
  const socket = bench.open({ offset: 3 });
  socket.output('def');
  bench.elapse(40);
  assert.equal(bench.shown, 'abcdef');
  assert.deepEqual(socket.control('ack'), [{ type: 'ack', offset: 6 }]);
});

test('Stream_frameOfOldSocket_isIgnored', () => {
  const bench = new Bench();
  const first = bench.open();
  bench.stream.drop();
  assert.equal(first.closed, true);
  bench.elapse(250);
  bench.open();
  first.output('ghost');
  first.fail();
  assert.equal(bench.shown, '');
  assert.equal(bench.sockets.length, 2);
});

test('Stream_closeCodes_stop', () => {
  for (const [code, reason] of [[4401, 'signed-out'], [4403, 'forbidden'], [4404, 'gone'], [4409, 'replaced'], [4410, 'gone']] as const) {
    const bench = new Bench();
    bench.open();
    bench.socket.fail(code);
    assert.equal(stopReason(bench), reason);
    assert.equal(bench.timers.size, 0);
  }
});

test('Stream_refusedBeforeOpen_findsOutWhy', async () => {
  const bench = new Bench();
  bench.refusal = 'gone';
  bench.socket.fail();
  assert.equal(bench.last().kind, 'waiting');
  await Promise.resolve();
  assert.equal(stopReason(bench), 'gone');
});

test('Stream_exit_endsReconnecting', () => {
  const bench = new Bench();
  const socket = bench.open();
  socket.output('bye');
  socket.frame({ type: 'exit', code: 3 });
  socket.fail(1000);
  assert.deepEqual(socket.control('ack'), [{ type: 'ack', offset: 3 }]);
  assert.equal(stopReason(bench), 'exited');
  assert.equal(bench.timers.size, 0);
});

test('Stream_retryNow_connectsAtOnce', () => {
  const bench = new Bench();
  bench.open();
  bench.socket.fail();
  bench.stream.retryNow();
  assert.equal(bench.sockets.length, 2);
  bench.stream.retryNow();
  assert.equal(bench.sockets.length, 2);
});

test('Stream_unconfirmedInputAndSilence_reconnects', () => {
  const bench = new Bench();
  const first = bench.open();
  bench.stream.send(bytes('ls\r'));
  bench.elapse(10_000);
  assert.equal(first.closed, true);
  bench.elapse(250);
  assert.equal(bench.open({ inputOffset: 3 }).input, '');
});

test('Stream_unknownFrames_areIgnored', () => {
  const bench = new Bench();
  const socket = bench.open();
  socket.frame({ type: 'somethingNew' });
  socket.onmessage?.({ data: 'no json' });
  socket.onmessage?.({ data: 'null' });
  socket.output('fine');
  assert.equal(bench.shown, 'fine');
});

test('Stream_randomBreaks_deliverEachByteOnce', () => {
  // A server with a log of output and input, and connections that break at arbitrary points.
  let seed = 12345;
  const random = (): number => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  const bench = new Bench();
  let produced = '';
  let accepted = '';
  let typed = '';
  let socket = bench.open();
  let carried = 0;
  let consumed = 0;
  for (let step = 0; step < 3000; step++) {
    const choice = random();
    if (choice < 0.35) {
      produced += `${step},`;
    } else if (choice < 0.6) {
      const key = String.fromCharCode(97 + (step % 26));
      typed += key;
      bench.stream.send(bytes(key));
    } else if (choice < 0.8) {
      const part = produced.slice(carried, carried + Math.floor(random() * 40));
      carried += part.length;
      socket.output(part);
    } else if (choice < 0.95) {
      // The server takes some of the input it was sent; the rest is lost with the connection.
      const rest = socket.input.slice(consumed);
      const taken = rest.slice(0, Math.floor(random() * (rest.length + 1)));
      accepted += taken;
      consumed += taken.length;
      if (random() < 0.5) {
        socket.frame({ type: 'inputAck', offset: accepted.length });
      }
    } else {
      socket.fail();
      bench.stream.retryNow();
      const early = Math.max(0, bench.socket.offset - Math.floor(random() * 10));
      socket = bench.open({ offset: early, inputOffset: accepted.length });
      carried = early;
      consumed = 0;
    }
  }
  socket.output(produced.slice(carried));
  accepted += socket.input.slice(consumed);
  assert.equal(bench.shown, produced);
  assert.equal(accepted, typed);
});
