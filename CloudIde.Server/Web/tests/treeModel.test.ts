import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyChanges, buildTree, compareListings, indexListing, visibleRows } from '../src/files/treeModel.ts';

const file = (path: string, etag = '"1"'): { path: string; size: number; etag: string } => ({ path, size: 1, etag });

test('Tree_files_areSortedFoldersFirstNumbersByValue', () => {
  const tree = buildTree([file('b10.txt'), file('b9.txt'), file('src/app.py'), file('A.md')]);
  assert.deepEqual(tree.children.map(node => node.name), ['src', 'A.md', 'b9.txt', 'b10.txt']);
});

test('Tree_rows_showOnlyOpenFolders', () => {
  const tree = buildTree([file('src/deep/a.py'), file('src/b.py'), file('z')], ['empty']);
  assert.deepEqual(visibleRows(tree, new Set()).map(row => row.node.path), ['empty', 'src', 'z']);
  const rows = visibleRows(tree, new Set(['src']));
  assert.deepEqual(rows.map(row => row.node.path), ['empty', 'src', 'src/deep', 'src/b.py', 'z']);
  assert.deepEqual(rows.map(row => [row.level, row.position, row.siblings]), [[1, 1, 3], [1, 2, 3], [2, 1, 2], [2, 2, 2], [1, 3, 3]]);
});

test('Listing_folders_includeThoseAboveEachPath', () => {
  const { files, folders } = indexListing({ files: [file('a/b/c.txt')], folders: ['x/y'] });
  assert.deepEqual([...files.keys()], ['a/b/c.txt']);
  assert.deepEqual([...folders].sort(), ['a', 'a/b', 'x', 'x/y']);
});

test('Listing_compared_namesWhatChanged', () => {
  const before = indexListing({ files: [file('same'), file('gone'), file('new etag')] }).files;
  const after = indexListing({ files: [file('same'), file('new etag', '"2"'), file('added')] }).files;
  assert.deepEqual(compareListings(before, after), { added: ['added'], changed: ['new etag'], removed: ['gone'] });
});

test('ApplyChanges_filesAndFolders_asTheServerToldThem', () => {
  const before = { files: [file('a'), file('d/b'), file('d/c')], folders: ['d', 'e'] };
  const after = applyChanges(before, [
    { kind: 'Written', path: 'a', eTag: '"2"', size: 7 },
    { kind: 'Written', path: 'new', eTag: '"3"', size: 1 },
    { kind: 'Written', path: 'f/' },
    { kind: 'Deleted', path: 'd/b' },
    { kind: 'Deleted', path: 'e/' },
    { kind: 'Deleted', path: 'none' },
    { kind: 'Conflict', path: 'd/c', copyPath: 'x', message: '' },
    { kind: 'Many' },
  ]);
  assert.deepEqual(after.files, [{ path: 'a', size: 7, etag: '"2"' }, file('d/c'), { path: 'new', size: 1, etag: '"3"' }]);
  assert.deepEqual(after.folders, ['d', 'f']);
});
