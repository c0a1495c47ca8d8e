import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkspaceInfo } from '../src/events/eventFrames.ts';
import { duration, keepWords } from '../src/workbench/keepWords.ts';

const now = Date.UTC(2030, 0, 1, 12);
const workspace = (more: Partial<WorkspaceInfo>): WorkspaceInfo => ({ state: 'active', message: '', workerId: 'w', keptBecause: '', stopsAt: null, keepUntil: null, ...more });

test('KeepWords_saysWhyAndWhen', () => {
  assert.equal(keepWords(workspace({}), now).short, '');
  assert.equal(keepWords(workspace({ keptBecause: 'A terminal is open in a browser.' }), now).short, 'Kept: a terminal is open in a browser');
  assert.deepEqual(keepWords(workspace({ keptBecause: 'Nothing runs and nobody watches.', stopsAt: now + 230_000 }), now), {
    short: 'Stops in 4 min: nothing runs and nobody watches', long: 'Stops in 4 min: nothing runs and nobody watches', soon: false,
  });
  assert.equal(keepWords(workspace({ keptBecause: 'CPU is busy.' }), now).short, 'Kept: CPU is busy');
});

test('KeepWords_warnsInTheLastMinuteOnly', () => {
  assert.equal(keepWords(workspace({ stopsAt: now + 60_001 }), now).soon, false);
  assert.equal(keepWords(workspace({ stopsAt: now + 60_000 }), now).soon, true);
  assert.equal(keepWords(workspace({ stopsAt: now - 5 }), now).short, 'Stops in 0 s');
  assert.equal(keepWords(workspace({ stopsAt: now + 1000, keepUntil: now + 3_600_000 }), now).soon, false);
  assert.equal(keepWords(workspace({ stopsAt: now + 1000, keepUntil: now - 1 }), now).soon, true);
  assert.equal(keepWords(workspace({ state: 'stopping', stopsAt: now + 1000 }), now).short, '');
});

test('KeepWords_keptByRequest_saysUntilWhen', () => {
  const words = keepWords(workspace({ keptBecause: 'A build runs.', keepUntil: now + 3_600_000 }), now);
  assert.match(words.short, /^Kept until .*\d\d[:.]\d\d/);
  assert.match(words.long, /Besides: a build runs$/);
});

test('Duration_roundsUp', () => {
  assert.deepEqual([0, 1, 44_001, 90_000, 91_000, 3_540_000, 3_600_000, 7_800_000].map(duration), ['0 s', '1 s', '45 s', '90 s', '2 min', '59 min', '1 h', '2 h 10 min']);
});
