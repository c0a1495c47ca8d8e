import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProjectEvent } from '../src/events/eventFrames.ts';
import { ProjectEvents } from '../src/events/projectEvents.ts';
import type { Socket } from '../src/terminal/stream.ts';

class FakeSocket implements Socket {
  binaryType = '';
  onopen: ((event: never) => unknown) | null = null;
  onmessage: ((event: { data: unknown }) => unknown) | null = null;
  onclose: ((event: { code: number; reason: string }) => unknown) | null = null;
  closed = false;
  send(): void {}
  close(): void {
    this.closed = true;
  }
  hello(): void {
    this.onopen?.(undefined as never);
    this.onmessage?.({ data: '{"type":"hello"}' });
  }
  end(code = 1006, reason = ''): void {
    this.onclose?.({ code, reason });
  }
}

function setUp(refusal: string | null = null) {
  const sockets: FakeSocket[] = [];
  const seen: { events: ProjectEvent[]; live: boolean[]; ended: string[] } = { events: [], live: [], ended: [] };
  let timer: (() => void) | null = null;
  const clock = { now: 0 };
  const stream = new ProjectEvents({
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    onEvent: event => seen.events.push(event),
    onLive: live => seen.live.push(live),
    onEnded: message => seen.ended.push(message),
    findRefusal: () => Promise.resolve(refusal),
    timers: {
      set: action => {
        timer = action;
        return 1;
      },
      clear: () => {
        timer = null;
      },
    },
    random: () => 1,
    now: () => clock.now,
  });
  stream.start();
  return { stream, sockets, seen, clock, tick: () => timer?.(), waits: () => timer !== null };
}

test('Events_lostConnection_isMadeAnewAndToldAsNotLive', () => {
  const { sockets, seen, tick } = setUp();
  sockets[0]!.hello();
  assert.deepEqual(seen.live, [true]);
  sockets[0]!.end();
  assert.deepEqual(seen.live, [true, false]);
  tick();
  sockets[1]!.hello();
  sockets[1]!.onmessage?.({ data: '{"type":"files","items":[]}' });
  assert.deepEqual(seen.live, [true, false, true]);
  assert.deepEqual(seen.events.map(event => event.type), ['hello', 'hello', 'files']);
});

test('Events_deletedProject_endsForGood', () => {
  const { sockets, seen, waits } = setUp();
  sockets[0]!.hello();
  sockets[0]!.end(4410, 'The project was deleted.');
  assert.deepEqual(seen.ended, ['The project was deleted.']);
  assert.equal(waits(), false);
  assert.equal(sockets.length, 1);
});

test('Events_refusedConnection_endsOnlyForAReason', async () => {
  const later = setUp(null);
  later.sockets[0]!.end();
  await new Promise(done => setImmediate(done));
  assert.deepEqual(later.seen.ended, []);
  assert.equal(later.waits(), true);

  const never = setUp('Not shared with you.');
  never.sockets[0]!.end();
  await new Promise(done => setImmediate(done));
  assert.deepEqual(never.seen.ended, ['Not shared with you.']);
  assert.equal(never.waits(), false);
});

test('Events_silentForLong_areCheckedWhenThePageIsLookedAt', () => {
  const { stream, sockets, clock, tick } = setUp();
  sockets[0]!.hello();
  clock.now = 59_000;
  stream.check();
  assert.equal(sockets[0]!.closed, false);
  clock.now = 61_000;
  stream.check();
  assert.equal(sockets[0]!.closed, true);
  tick();
  assert.equal(sockets.length, 2);

  // What an old connection still says is not heard.
  sockets[0]!.end(4410, 'late');
  sockets[1]!.hello();
  assert.equal(sockets.length, 2);
});
