import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPathFault, foldersAbove, freeName, isInside, parentOf } from '../src/files/paths.ts';
import { findMatches } from '../src/workbench/fuzzy.ts';

test('Paths_parts_areFound', () => {
  assert.equal(parentOf('a/b/c'), 'a/b');
  assert.equal(parentOf('a'), '');
  assert.deepEqual(foldersAbove('a/b/c'), ['a', 'a/b']);
  assert.equal(isInside('a/b', 'a'), true);
  assert.equal(isInside('ab', 'a'), false);
});

test('Paths_faults_areNamed', () => {
  for (const bad of ['', ' ', '/a', 'a/', 'a//b', '../a', 'a/./b', 'a\\b', 'a\nb', 'x'.repeat(256)]) {
    assert.notEqual(findPathFault(bad), null, JSON.stringify(bad));
  }
  for (const good of ['a', 'a b', '.env', 'src/..x', 'ä/ö.txt']) {
    assert.equal(findPathFault(good), null, good);
  }
});

test('FreeName_skipsWhatIsTaken', () => {
  const taken = new Set(['a/n.md', 'a/n 2.md', 'n (my version).md']);
  assert.equal(freeName('a/n.md', path => taken.has(path)), 'a/n 3.md');
  assert.equal(freeName('n.md', path => taken.has(path), 'my version'), 'n (my version 2).md');
  assert.equal(freeName('.env', () => false), '.env 2');
});

test('FindMatches_prefersTheNameOverTheFolder', () => {
  const paths = ['src/main/other.ts', 'src/main.ts', 'docs/domain.md', 'test/x.ts'];
  assert.deepEqual(findMatches('main', paths).slice(0, 2), ['src/main.ts', 'docs/domain.md']);
  assert.deepEqual(findMatches('zzz', paths), []);
});
