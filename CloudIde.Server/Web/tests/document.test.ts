import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { history, undo } from '@codemirror/commands';
import { ConflictError } from '../src/api/files.ts';
import { OpenDocument } from '../src/editor/document.ts';

/** One file on a server that knows conditions, as the real one does. */
class FakeServer {
  text: string | null = null;
  version = 0;
  writes = 0;

  get etag(): string {
    return `"${this.version}"`;
  }

  set(text: string | null): void {
    this.text = text;
    this.version++;
  }

  install(): void {
    globalThis.fetch = (async (_: string, options: RequestInit) => {
      if (options.method === 'GET') {
        return this.text === null ? problem(404) : new Response(this.text, { headers: { ETag: this.etag } });
      }
      const headers = options.headers as Record<string, string>;
      const refused = headers['If-Match'] !== undefined ? this.text === null || headers['If-Match'] !== this.etag : headers['If-None-Match'] === '*' && this.text !== null;
      if (refused) {
        return problem(412);
      }
      this.set(await (options.body as Blob).text());
      this.writes++;
      return new Response('{}', { headers: { ETag: this.etag } });
    }) as typeof fetch;
  }
}

function problem(status: number): Response {
  return new Response(JSON.stringify({ message: `status ${status}` }), { status });
}

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

async function open(text: string): Promise<{ server: FakeServer; item: OpenDocument; type(insert: string, at?: number): void; text(): string }> {
  const server = new FakeServer();
  server.set(text);
  server.install();
  const item = new OpenDocument('p', 'notes.unknown', false, history());
  await item.load();
  return {
    server,
    item,
    type: (insert, at = 0) => {
      item.state = item.state.update({ changes: { from: at, insert } }).state;
    },
    text: () => item.state.sliceDoc(),
  };
}

test('Document_changedElsewhereWhileUntouched_followsAndKeepsCursorAndUndo', async () => {
  const { server, item, type, text } = await open('one\ntwo\nthree\n');
  type('zero\n');
  await item.save();
  item.state = item.state.update({ selection: { anchor: 9 + 1 } }).state;

  server.set('ZERO\none\ntwo\nthree\nfour\n');
  const edit = await item.follow();
  item.state = edit!.state;
  assert.equal(text(), server.text);
  assert.equal(item.dirty, false);
  assert.equal(item.standing, 'same');
  assert.equal(item.state.selection.main.head, 10, 'between the two changes nothing moves');

  undo({ state: item.state, dispatch: transaction => (item.state = transaction.state) });
  assert.ok(text().includes('four'), 'undo takes back the own step, not theirs');
});

test('Document_changedElsewhereWhileEdited_isNeverSavedOverUnseen', async () => {
  const { server, item, type, text } = await open('base\n');
  type('mine ');
  server.set('theirs\n');

  await assert.rejects(item.save(), ConflictError);
  assert.equal(server.text, 'theirs\n');
  assert.equal(item.standing, 'changed');
  assert.equal(item.theirs?.decoded?.text, 'theirs\n');
  assert.equal(text(), 'mine base\n');

  // Another version comes while the person decides: that one was not seen either.
  server.set('theirs again\n');
  await assert.rejects(item.keepMine(), ConflictError);
  assert.equal(server.text, 'theirs again\n');
  assert.equal(item.theirs?.decoded?.text, 'theirs again\n');

  await item.keepMine();
  assert.equal(server.text, 'mine base\n');
  assert.equal(item.standing, 'same');
  assert.equal(item.dirty, false);
});

test('Document_theirsTaken_canBeUndone', async () => {
  const { server, item, type, text } = await open('base\n');
  type('mine ');
  server.set('theirs\n');
  assert.equal(await item.follow(), null);
  assert.equal(item.standing, 'changed');
  item.state = item.takeTheirs()!.state;
  assert.equal(text(), 'theirs\n');
  assert.equal(item.dirty, false);
  undo({ state: item.state, dispatch: transaction => (item.state = transaction.state) });
  assert.equal(text(), 'mine base\n');
  await item.save();
  assert.equal(server.text, 'mine base\n');
});

test('Document_changedBackElsewhere_hasNothingToDecide', async () => {
  const { server, item, type } = await open('base\n');
  const first = server.version;
  type('mine ');
  server.set('theirs\n');
  await item.follow();
  assert.equal(item.standing, 'changed');
  server.text = 'base\n';
  server.version = first;
  await item.follow();
  assert.equal(item.standing, 'same');
});

test('Document_deletedElsewhere_isSavedAgainOnlyWhereNothingIs', async () => {
  const { server, item, type, text } = await open('base\n');
  type('mine ');
  server.set(null);
  await assert.rejects(item.save(), ConflictError);
  assert.equal(item.standing, 'deleted');
  assert.equal(text(), 'mine base\n');

  server.set('somebody made it anew\n');
  await assert.rejects(item.save(), ConflictError);
  assert.equal(server.text, 'somebody made it anew\n');
  assert.equal(item.standing, 'changed');

  server.set(null);
  item.markDeleted();
  await item.save();
  assert.equal(server.text, 'mine base\n');
  assert.equal(item.standing, 'same');
});

test('Document_movedByThePerson_isStillCheckedAgainstItsVersion', async () => {
  const { server, item, type } = await open('base\n');
  item.markDeleted();
  item.moveTo('other.unknown');
  assert.equal(item.standing, 'same');
  type('mine ');
  server.set('theirs\n');
  await assert.rejects(item.save(), ConflictError);
  assert.equal(server.text, 'theirs\n');
});

test('Document_sameTextFromElsewhere_countsAsSaved', async () => {
  const { server, item, type } = await open('base\n');
  type('mine ');
  server.set('mine base\n');
  await item.save();
  assert.equal(server.writes, 0);
  assert.equal(item.dirty, false);
  type('more ');
  await item.save();
  assert.equal(server.text, 'more mine base\n');
});

test('Document_windowsLineEnds_stayWhenItFollows', async () => {
  const { server, item, text } = await open('a\r\nb\r\n');
  server.set('a\r\nnew\r\nb\r\nend\r\n');
  item.state = (await item.follow())!.state;
  assert.equal(text(), server.text);
  assert.equal(item.dirty, false);
  assert.equal(item.state.doc.lines, 5);
});

test('Document_openedAgain_goesToWhereItWas', async () => {
  const { server, item } = await open('0123456789\n'.repeat(50));
  item.state = item.state.update({ selection: { anchor: 30, head: 40 } }).state;
  item.top = 22;
  const again = new OpenDocument('p', 'notes.unknown', false, [], item.layout);
  assert.deepEqual(again.layout, { path: 'notes.unknown', anchor: 30, head: 40, top: 22 });
  server.set('short');
  await again.load();
  assert.deepEqual(again.layout, { path: 'notes.unknown', anchor: 5, head: 5, top: 5 });
});

test('Document_savedAgainWhileASaveIsOnTheWay_savesWhatWasTypedSince', async () => {
  const { server, item, type, text } = await open('one');
  type('a');
  const first = item.save();
  type('b');
  const [second, third] = [item.save(), item.save()];
  await Promise.all([first, second, third]);
  assert.equal(server.text, text());
  assert.equal(server.text, 'baone');
  assert.equal(server.writes, 2, 'the third had nothing left to save');
  assert.equal(item.dirty, false);
});

test('Document_savedAgainWhileASaveIsRefused_writesOverNothing', async () => {
  const { server, item, type } = await open('one');
  server.set('theirs');
  type('a');
  const first = item.save();
  type('b');
  const second = item.save();
  await assert.rejects(first, ConflictError);
  await assert.rejects(second, ConflictError);
  assert.equal(server.text, 'theirs');
  assert.equal(item.dirty, true);
});

test('Document_savedWhileItIsRead_isNotTakenBackByTheOlderAnswer', async () => {
  const { server, item, type, text } = await open('one');
  const fetchNow = globalThis.fetch;
  let answer = (): void => {};
  globalThis.fetch = (async (url: string, options: RequestInit) => {
    const response = await fetchNow(url, options);
    if (options.method === 'GET') {
      globalThis.fetch = fetchNow;
      await new Promise<void>(resolve => (answer = resolve));
    }
    return response;
  }) as typeof fetch;

  const following = item.follow();
  await new Promise(resolve => setImmediate(resolve));
  type('mine ');
  await item.save();
  answer();
  assert.equal(await following, null);
  assert.equal(text(), 'mine one');
  assert.equal(item.dirty, false);
  type('again ');
  await item.save();
  assert.equal(server.text, 'again mine one');
});
