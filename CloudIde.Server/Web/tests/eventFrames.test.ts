import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEvent } from '../src/events/eventFrames.ts';

test('ParseEvent_eachType_isRead', () => {
  assert.deepEqual(parseEvent('{"type":"hello","time":"2030-01-01T00:00:00.5+00:00"}'), { type: 'hello', time: Date.UTC(2030, 0, 1) + 500 });
  assert.deepEqual(parseEvent('{"type":"files","source":"worker","items":[{"kind":"Written","path":"a","eTag":"\\"1\\"","size":3}]}'),
    { type: 'files', source: 'worker', items: [{ kind: 'Written', path: 'a', eTag: '"1"', size: 3 }] });
  assert.deepEqual(parseEvent('{"type":"workspace","state":"active","keptBecause":"A build runs.","stopsAt":"1970-01-01T00:00:01Z"}'), {
    type: 'workspace', workspace: { state: 'active', message: '', workerId: '', keptBecause: 'A build runs.', stopsAt: 1000, keepUntil: null },
  });
});

test('ParseEvent_whatLaterServersMaySend_doesNoHarm', () => {
  for (const text of ['', 'no json', '[]', 'null', '{"type":"other"}', '{"type":"files"}']) {
    assert.equal(parseEvent(text), null);
  }
  assert.deepEqual(parseEvent('{"type":"files","items":[{"kind":"Painted","path":"a"},null]}'), { type: 'files', source: '', items: [{ kind: 'Many' }, { kind: 'Many' }] });
});
