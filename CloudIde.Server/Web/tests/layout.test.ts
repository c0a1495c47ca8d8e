import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLayout, writeLayout } from '../src/editor/layout.ts';

function storage(): Storage {
  const items = new Map<string, string>();
  return { getItem: (name: string) => items.get(name) ?? null, setItem: (name: string, value: string) => void items.set(name, value) } as unknown as Storage;
}

test('Layout_written_isReadForItsProjectOnly', () => {
  const store = storage();
  const layout = { tabs: [{ path: 'a', anchor: 1, head: 2, top: 0 }, { path: 'b', anchor: 0, head: 0, top: 9 }], active: 'b' };
  writeLayout(store, 'p', layout);
  assert.deepEqual(readLayout(store, 'p'), layout);
  assert.equal(readLayout(store, 'q'), null);
});

test('Layout_damaged_isLeftOut', () => {
  const store = storage();
  for (const text of ['{', 'null', '[]', '{"tabs":1}']) {
    store.setItem('cloudide.open.p', text);
    assert.equal(readLayout(store, 'p'), null, text);
  }
  store.setItem('cloudide.open.p', '{"tabs":[null,{"path":""},{"path":"a","anchor":-1,"head":0,"top":0},{"path":"b","anchor":1,"head":1,"top":0}],"active":3}');
  assert.deepEqual(readLayout(store, 'p'), { tabs: [{ path: 'b', anchor: 1, head: 1, top: 0 }], active: '' });
});

test('Layout_storageFull_isNotMissed', () => {
  const full = { setItem: () => { throw new Error('full'); } } as unknown as Storage;
  writeLayout(full, 'p', { tabs: [], active: '' });
});
