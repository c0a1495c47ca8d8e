import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OutputCursor } from '../src/terminal/outputCursor.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);

test('OutputCursor_inOrder_givesAll', () => {
  const cursor = new OutputCursor();
  assert.equal(cursor.start(0), false);
  assert.equal(text(cursor.take(bytes('abc'))), 'abc');
  assert.equal(cursor.given, 3);
});

test('OutputCursor_serverStartsEarlier_skipsWhatWasShown', () => {
  const cursor = new OutputCursor();
  cursor.start(0);
  cursor.take(bytes('abcdef'));
  assert.equal(cursor.start(2), false);
  assert.equal(text(cursor.take(bytes('cd'))), '');
  assert.equal(text(cursor.take(bytes('efg'))), 'g');
  assert.equal(cursor.given, 7);
});

test('OutputCursor_serverStartsLater_clearsScreen', () => {
  const cursor = new OutputCursor();
  cursor.start(0);
  cursor.take(bytes('abc'));
  assert.equal(cursor.start(10), true);
  assert.equal(text(cursor.take(bytes('k'))), 'k');
  assert.equal(cursor.given, 11);
});

test('OutputCursor_parseOfBeforeReset_doesNotCount', () => {
  const cursor = new OutputCursor();
  cursor.take(bytes('abc'));
  const generation = cursor.generation;
  cursor.reset(100);
  cursor.parsedTo(3, generation);
  assert.equal(cursor.parsed, 100);
  assert.equal(cursor.unacknowledged, 0);
});

test('OutputCursor_acknowledge_countsOnlyParsed', () => {
  const cursor = new OutputCursor();
  cursor.take(bytes('abcdef'));
  cursor.parsedTo(4, cursor.generation);
  assert.equal(cursor.unacknowledged, 4);
  assert.equal(cursor.acknowledge(), 4);
  assert.equal(cursor.unacknowledged, 0);
});
