import type { FileEntry, Listing } from '../api/types.ts';
import type { FileChange } from '../events/eventFrames.ts';
import { baseName, foldersAbove, parentOf } from './paths.ts';

export interface TreeNode {
  path: string;
  name: string;
  folder: boolean;
  children: TreeNode[];
}

/** A visible line of the tree. */
export interface TreeRow {
  node: TreeNode;
  /** From 1, as screen readers count. */
  level: number;
  position: number;
  siblings: number;
  expanded: boolean;
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The tree of the files' paths; folders that hold nothing are given by name. */
export function buildTree(files: Iterable<FileEntry>, emptyFolders: Iterable<string> = []): TreeNode {
  const root: TreeNode = { path: '', name: '', folder: true, children: [] };
  const folders = new Map<string, TreeNode>([['', root]]);

  function folder(path: string): TreeNode {
    let node = folders.get(path);
    if (node === undefined) {
      node = { path, name: baseName(path), folder: true, children: [] };
      folders.set(path, node);
      folder(parentOf(path)).children.push(node);
    }
    return node;
  }

  for (const path of emptyFolders) {
    folder(path);
  }
  for (const file of files) {
    folder(parentOf(file.path)).children.push({ path: file.path, name: baseName(file.path), folder: false, children: [] });
  }
  for (const node of folders.values()) {
    node.children.sort((a, b) => Number(b.folder) - Number(a.folder) || byName.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
  }
  return root;
}

/** The lines to show when these folders are open. */
export function visibleRows(root: TreeNode, expanded: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (nodes: TreeNode[], level: number): void => {
    nodes.forEach((node, index) => {
      const open = node.folder && expanded.has(node.path);
      rows.push({ node, level, position: index + 1, siblings: nodes.length, expanded: open });
      if (open) {
        visit(node.children, level + 1);
      }
    });
  };
  visit(root.children, 1);
  return rows;
}

/** A listing by path, with every folder that there is: those of the files and those that are kept empty. */
export function indexListing(listing: Listing): { files: Map<string, FileEntry>; folders: Set<string> } {
  const folders = new Set<string>();
  for (const path of listing.folders ?? []) {
    folders.add(path);
  }
  for (const path of [...listing.files.map(file => file.path), ...folders]) {
    for (const above of foldersAbove(path)) {
      folders.add(above);
    }
  }
  return { files: new Map(listing.files.map(file => [file.path, file])), folders };
}

/** The listing after these changes. Those that name no file change nothing. */
export function applyChanges(listing: Listing, items: readonly FileChange[]): Listing {
  const files = new Map(listing.files.map(file => [file.path, file]));
  const folders = new Set(listing.folders);
  for (const { kind, path, eTag, size } of items) {
    if (path === undefined || (kind !== 'Written' && kind !== 'Deleted')) {
      continue;
    }
    if (path.endsWith('/')) {
      folders[kind === 'Written' ? 'add' : 'delete'](path.slice(0, -1));
    } else if (kind === 'Deleted') {
      files.delete(path);
    } else {
      files.set(path, { path, size: size ?? files.get(path)?.size ?? 0, ...(eTag === undefined ? {} : { etag: eTag }) });
    }
  }
  return { files: [...files.values()], folders: [...folders] };
}

export interface ListingChanges {
  added: string[];
  changed: string[];
  removed: string[];
}

/** What is different between two listings. */
export function compareListings(before: ReadonlyMap<string, FileEntry>, after: ReadonlyMap<string, FileEntry>): ListingChanges {
  const changes: ListingChanges = { added: [], changed: [], removed: [] };
  for (const [path, entry] of after) {
    const old = before.get(path);
    if (old === undefined) {
      changes.added.push(path);
    } else if (version(old) !== version(entry)) {
      changes.changed.push(path);
    }
  }
  for (const path of before.keys()) {
    if (!after.has(path)) {
      changes.removed.push(path);
    }
  }
  return changes;
}

function version(entry: FileEntry): string {
  return entry.etag ?? `${entry.lastModified ?? ''}/${entry.size}`;
}
