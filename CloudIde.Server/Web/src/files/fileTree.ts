import { createFolder, deletePath, fileUrl, movePath, writeFile } from '../api/files.ts';
import { describe } from '../api/client.ts';
import { announce } from '../dom/announce.ts';
import { iconButton } from '../dom/controls.ts';
import { confirmDanger } from '../dom/dialog.ts';
import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { openMenu, type MenuEntry } from '../dom/menu.ts';
import { toast } from '../dom/toast.ts';
import { fileMark } from './fileMark.ts';
import type { FileStore } from './fileStore.ts';
import { baseName, findPathFault, foldersAbove, isInside, joinPath, parentOf } from './paths.ts';
import { buildTree, visibleRows, type TreeNode, type TreeRow } from './treeModel.ts';
import { droppedFiles, pickFiles, uploadFiles, type Upload } from './upload.ts';

export interface FileTreeEvents {
  open(path: string, keepFocus: boolean): void;
  moved(from: string, to: string): void;
  deleted(path: string): void;
}

/** A name that is being typed: for a new entry in a folder, or for an existing one. */
type Typing = { kind: 'file' | 'folder'; folder: string } | { kind: 'rename'; path: string };

/** The project's files as a tree (the ARIA tree pattern: arrows, Home, End, letters, F2, Delete). */
export class FileTree {
  readonly element: HTMLElement;
  readonly #list: HTMLElement;
  readonly #store: FileStore;
  readonly #events: FileTreeEvents;
  readonly #writable: boolean;
  readonly #expanded = new Set<string>();
  #rows: TreeRow[] = [];
  #active = '';
  #open = '';
  #typing: Typing | null = null;
  #letters = '';
  #lettersTimer: ReturnType<typeof setTimeout> | undefined;
  #rendering = false;

  constructor(store: FileStore, writable: boolean, events: FileTreeEvents) {
    this.#store = store;
    this.#events = events;
    this.#writable = writable;
    this.#list = h('div', {
      class: 'tree', role: 'tree', 'aria-label': 'Files', testid: 'file-tree',
      on: {
        keydown: event => this.#onKey(event),
        contextmenu: event => this.#onContextMenu(event),
        dragover: event => this.#onDragOver(event),
        dragleave: () => this.#markDrop(null),
        drop: event => void this.#onDrop(event),
      },
    });
    const more = iconButton('more', 'More file actions', {
      testid: 'tree-more', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
      on: { click: () => openMenu(more, this.#projectMenu(), 'File actions') },
    });
    this.element = h('div', { class: 'tree-pane' },
      h('div', { class: 'pane-header' },
        h('h2', { class: 'pane-title' }, 'Files'),
        writable ? [
          iconButton('filePlus', 'New file', { testid: 'new-file', on: { click: () => this.startNew('file') } }),
          iconButton('folderPlus', 'New folder', { testid: 'new-folder', on: { click: () => this.startNew('folder') } }),
        ] : null,
        iconButton('refresh', 'Refresh', { testid: 'refresh-files', on: { click: () => void this.#refresh() } }),
        more),
      this.#list);
    store.onChange(() => this.render());
    this.render();
  }

  focus(): void {
    (this.#rowElement(this.#active) ?? this.#list.querySelector<HTMLElement>('[role=treeitem]') ?? this.element.querySelector('button'))?.focus();
  }

  /** Marks the file that the editor shows and makes it visible. */
  showOpen(path: string): void {
    this.#open = path;
    for (const folder of foldersAbove(path)) {
      this.#expanded.add(folder);
    }
    if (path !== '') {
      this.#active = path;
    }
    this.render();
    this.#rowElement(path)?.scrollIntoView({ block: 'nearest' });
  }

  startNew(kind: 'file' | 'folder', folder = this.#targetFolder()): void {
    this.#typing = { kind, folder };
    for (const above of [...foldersAbove(folder), folder]) {
      this.#expanded.add(above);
    }
    this.render();
  }

  render(): void {
    if (this.#typing !== null && this.#list.querySelector('.tree-input:focus') && this.#list.querySelector('.tree-input')?.getAttribute('data-for') === JSON.stringify(this.#typing)) {
      // A refresh does not take the name away that someone is typing.
      return;
    }
    const hadFocus = this.#list.contains(document.activeElement);
    const root = buildTree(this.#store.files.values(), this.#store.folders);
    this.#rows = visibleRows(root, this.#expanded);
    if (!this.#rows.some(row => row.node.path === this.#active)) {
      this.#active = this.#rows[0]?.node.path ?? '';
    }
    const elements: HTMLElement[] = [];
    const typing = this.#typing;
    if (typing !== null && typing.kind !== 'rename' && typing.folder === '') {
      elements.push(this.#input(typing, 1));
    }
    for (const row of this.#rows) {
      elements.push(typing?.kind === 'rename' && typing.path === row.node.path ? this.#input(typing, row.level, row.node) : this.#row(row));
      if (typing !== null && typing.kind !== 'rename' && typing.folder === row.node.path && row.node.folder) {
        elements.push(this.#input(typing, row.level + 1));
      }
    }
    if (elements.length === 0) {
      elements.push(h('p', { class: 'tree-empty' }, this.#writable ? 'No files yet. Create one, or drop some here.' : 'No files yet.'));
    }
    this.#rendering = true;
    this.#list.replaceChildren(...elements);
    this.#rendering = false;
    const input = this.#list.querySelector<HTMLInputElement>('.tree-input');
    if (input) {
      input.focus();
      const dot = input.value.lastIndexOf('.');
      input.setSelectionRange(0, dot > 0 ? dot : input.value.length);
    } else if (hadFocus) {
      this.#rowElement(this.#active)?.focus({ preventScroll: true });
    }
  }

  #row(row: TreeRow): HTMLElement {
    const { node } = row;
    const element = h('div', {
      class: `tree-row${node.path === this.#open ? ' tree-row-open' : ''}`,
      role: 'treeitem', style: `--level: ${row.level}`, testid: `file-${node.path}`, 'data-path': node.path,
      tabindex: node.path === this.#active ? 0 : -1,
      'aria-level': row.level, 'aria-posinset': row.position, 'aria-setsize': row.siblings,
      'aria-expanded': node.folder ? String(row.expanded) : null,
      'aria-selected': String(node.path === this.#open), title: node.path, draggable: this.#writable,
      on: {
        click: () => this.#activate(node, false),
        focus: () => this.#setActive(node.path),
        dragstart: event => {
          event.dataTransfer?.setData('text/x-cloudide-path', node.path);
          if (event.dataTransfer) {
            event.dataTransfer.effectAllowed = 'move';
          }
        },
      },
    },
    node.folder ? h('span', { class: `tree-twist${row.expanded ? ' tree-twist-open' : ''}` }, icon('chevron', 14)) : h('span', { class: 'tree-twist' }),
    node.folder ? h('span', { class: 'tree-icon tree-icon-folder' }, icon(row.expanded ? 'folderOpen' : 'folder')) : fileMark(node.path),
    h('span', { class: 'tree-name' }, node.name));
    return element;
  }

  #input(typing: Typing, level: number, node?: TreeNode): HTMLElement {
    let done = false;
    const finish = (commit: boolean): void => {
      if (done) {
        return;
      }
      const value = input.value.trim();
      if (commit && value !== '' && value !== node?.name) {
        const fault = findPathFault(value);
        if (fault !== null) {
          input.setCustomValidity(fault);
          input.reportValidity();
          return;
        }
      }
      done = true;
      this.#typing = null;
      if (commit && value !== '' && value !== node?.name) {
        void this.#commit(typing, value);
      }
      this.render();
      this.#rowElement(this.#active)?.focus();
    };
    const label = typing.kind === 'rename' ? `New name of ${node?.name ?? ''}` : typing.kind === 'file' ? 'Name of the new file' : 'Name of the new folder';
    const input = h('input', {
      class: 'tree-input', value: node?.name ?? '', 'aria-label': label, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'none',
      testid: 'tree-input', 'data-for': JSON.stringify(typing),
      placeholder: typing.kind === 'rename' ? '' : typing.kind === 'file' ? 'name.ext or folder/name.ext' : 'folder name',
      on: {
        keydown: event => {
          event.stopPropagation();
          if (event.key === 'Enter' || event.key === 'Escape') {
            event.preventDefault();
            finish(event.key === 'Enter');
          }
        },
        input: () => input.setCustomValidity(''),
        blur: () => {
          if (this.#rendering) {
            // Another name is being typed instead.
            done = true;
            return;
          }
          // Leaving with a bad name is leaving without it.
          if (findPathFault(input.value.trim()) !== null) {
            input.value = '';
          }
          finish(document.hasFocus());
        },
      },
    });
    const folder = typing.kind === 'folder' || node?.folder === true;
    return h('div', { class: 'tree-row tree-row-input', style: `--level: ${level}`, role: 'none' },
      h('span', { class: 'tree-twist' }), folder ? h('span', { class: 'tree-icon tree-icon-folder' }, icon('folder')) : fileMark(''), input);
  }

  async #commit(typing: Typing, value: string): Promise<void> {
    try {
      if (typing.kind === 'rename') {
        await this.#move(typing.path, joinPath(parentOf(typing.path), value));
        return;
      }
      const path = joinPath(typing.folder, value);
      if (typing.kind === 'folder') {
        await createFolder(this.#store.project, path);
        this.#expanded.add(path);
      } else {
        await writeFile(this.#store.project, path, new Uint8Array(0), 'absent');
      }
      for (const folder of foldersAbove(path)) {
        this.#expanded.add(folder);
      }
      this.#active = path;
      await this.#store.refresh();
      this.render();
      announce(`${path} created`);
      if (typing.kind === 'file') {
        this.#events.open(path, false);
      }
    } catch (error) {
      toast('error', describe(error));
    }
  }

  async #move(from: string, to: string): Promise<void> {
    if (from === to) {
      return;
    }
    if (this.#store.files.has(to) || this.#store.folders.has(to)) {
      toast('error', `${to} exists already.`);
      return;
    }
    await movePath(this.#store.project, from, to);
    for (const folder of [...this.#expanded]) {
      if (folder === from || isInside(folder, from)) {
        this.#expanded.add(to + folder.slice(from.length));
      }
    }
    for (const folder of foldersAbove(to)) {
      this.#expanded.add(folder);
    }
    this.#active = to;
    this.#events.moved(from, to);
    await this.#store.refresh();
    this.render();
    announce(`${from} is now ${to}`);
  }

  async #delete(path: string): Promise<void> {
    const folder = this.#store.folders.has(path) && !this.#store.files.has(path);
    const count = [...this.#store.files.keys()].filter(file => isInside(file, path)).length;
    const text = folder ? `The folder and the ${count === 1 ? 'one file' : `${count} files`} in it are deleted.` : 'The file is deleted from the project.';
    if (!(await confirmDanger(`Delete ${baseName(path)}?`, text, 'Delete'))) {
      return;
    }
    try {
      await deletePath(this.#store.project, path, folder);
      this.#events.deleted(path);
      await this.#store.refresh();
      announce(`${path} deleted`);
      this.focus();
    } catch (error) {
      toast('error', describe(error));
    }
  }

  async #refresh(): Promise<void> {
    try {
      await this.#store.refresh();
      announce('Files are up to date');
    } catch (error) {
      toast('error', describe(error));
    }
  }

  #activate(node: TreeNode, keepFocus: boolean): void {
    this.#setActive(node.path);
    if (!node.folder) {
      this.#events.open(node.path, keepFocus);
    } else {
      this.#toggle(node.path, !this.#expanded.has(node.path));
    }
  }

  #toggle(path: string, open: boolean): void {
    this.#expanded[open ? 'add' : 'delete'](path);
    this.render();
    this.#rowElement(path)?.focus();
  }

  #setActive(path: string): void {
    this.#rowElement(this.#active)?.setAttribute('tabindex', '-1');
    this.#active = path;
    this.#rowElement(path)?.setAttribute('tabindex', '0');
  }

  #rowElement(path: string): HTMLElement | null {
    return path === '' ? null : this.#list.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);
  }

  #targetFolder(): string {
    const row = this.#rows.find(item => item.node.path === this.#active);
    return row === undefined ? '' : row.node.folder ? row.node.path : parentOf(row.node.path);
  }

  #onKey(event: KeyboardEvent): void {
    const index = this.#rows.findIndex(row => row.node.path === this.#active);
    const row = this.#rows[index];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const go = (to: number): void => {
      const target = this.#rows[Math.max(0, Math.min(this.#rows.length - 1, to))];
      this.#rowElement(target?.node.path ?? '')?.focus();
    };
    switch (event.key) {
      case 'ArrowDown': go(index + 1); break;
      case 'ArrowUp': go(index - 1); break;
      case 'Home': go(0); break;
      case 'End': go(this.#rows.length - 1); break;
      case 'ArrowRight':
        if (row.node.folder && !row.expanded) {
          this.#toggle(row.node.path, true);
        } else if (row.node.folder && row.node.children.length > 0) {
          go(index + 1);
        }
        break;
      case 'ArrowLeft':
        if (row.expanded) {
          this.#toggle(row.node.path, false);
        } else {
          this.#rowElement(parentOf(row.node.path))?.focus();
        }
        break;
      case 'Enter': this.#activate(row.node, false); break;
      case ' ': this.#activate(row.node, true); break;
      case 'F2':
        if (this.#writable) {
          this.#startRename(row.node.path);
        }
        break;
      case 'Delete':
        if (this.#writable) {
          void this.#delete(row.node.path);
        }
        break;
      default:
        if (event.key.length !== 1) {
          return;
        }
        this.#findByLetters(event.key, index);
    }
    event.preventDefault();
  }

  #findByLetters(key: string, index: number): void {
    clearTimeout(this.#lettersTimer);
    this.#lettersTimer = setTimeout(() => (this.#letters = ''), 600);
    const skip = this.#letters === '' ? 1 : 0;
    this.#letters += key.toLowerCase();
    for (let step = skip; step <= this.#rows.length; step++) {
      const row = this.#rows[(index + step) % this.#rows.length];
      if (row?.node.name.toLowerCase().startsWith(this.#letters)) {
        this.#rowElement(row.node.path)?.focus();
        return;
      }
    }
  }

  #startRename(path: string): void {
    this.#typing = { kind: 'rename', path };
    this.render();
  }

  #onContextMenu(event: MouseEvent): void {
    if ((event.target as Element).closest('.tree-input')) {
      return;
    }
    event.preventDefault();
    const target = (event.target as Element).closest<HTMLElement>('[data-path]');
    const path = target?.dataset['path'];
    // The menu key reports no useful point.
    const box = target?.getBoundingClientRect();
    const at = event.clientX > 0 || event.clientY > 0 || box === undefined ? { x: event.clientX, y: event.clientY } : { x: box.left + 24, y: box.bottom };
    if (path === undefined) {
      openMenu(at, this.#projectMenu(), 'File actions');
      return;
    }
    target?.focus();
    openMenu(at, this.#entryMenu(path), `Actions for ${baseName(path)}`);
  }

  #entryMenu(path: string): MenuEntry[] {
    const folder = !this.#store.files.has(path);
    const into = folder ? path : parentOf(path);
    const entries: MenuEntry[] = [];
    if (!folder) {
      entries.push({ text: 'Open', icon: 'file', run: () => this.#events.open(path, false) });
      entries.push({ text: 'Download', icon: 'download', testid: 'file-download', run: () => download(fileUrl(this.#store.project, path), baseName(path)) });
    }
    entries.push({ text: 'Copy path', run: () => void copyText(path) });
    if (this.#writable) {
      entries.push('separator',
        { text: 'New file…', icon: 'filePlus', run: () => this.startNew('file', into) },
        { text: 'New folder…', icon: 'folderPlus', run: () => this.startNew('folder', into) },
        { text: 'Upload here…', icon: 'upload', run: () => void this.#pickAndUpload(into) },
        'separator',
        { text: 'Rename…', icon: 'pencil', shortcut: 'F2', testid: 'file-rename', run: () => this.#startRename(path) },
        { text: 'Delete…', icon: 'trash', shortcut: 'Del', danger: true, testid: 'file-delete', run: () => void this.#delete(path) });
    }
    return entries;
  }

  #projectMenu(): MenuEntry[] {
    const entries: MenuEntry[] = [];
    if (this.#writable) {
      entries.push(
        { text: 'New file…', icon: 'filePlus', run: () => this.startNew('file', '') },
        { text: 'New folder…', icon: 'folderPlus', run: () => this.startNew('folder', '') },
        { text: 'Upload files…', icon: 'upload', testid: 'upload', run: () => void this.#pickAndUpload('') },
        'separator');
    }
    entries.push({
      text: 'Download all as zip', icon: 'download', testid: 'download-archive',
      run: () => download(`/api/v2/projects/${encodeURIComponent(this.#store.project)}/archive`, ''),
    });
    entries.push({
      text: 'Collapse folders', icon: 'folder',
      run: () => {
        this.#expanded.clear();
        this.render();
      },
    });
    return entries;
  }

  async #pickAndUpload(folder: string): Promise<void> {
    await this.#upload(await pickFiles(), folder);
  }

  async #upload(uploads: Upload[], folder: string): Promise<void> {
    if (uploads.length > 0) {
      await uploadFiles(this.#store, uploads, folder);
      this.#expanded.add(folder);
      this.render();
    }
  }

  #dropFolder(event: DragEvent): string {
    const path = (event.target as Element).closest<HTMLElement>('[data-path]')?.dataset['path'];
    return path === undefined ? '' : this.#store.files.has(path) ? parentOf(path) : path;
  }

  #onDragOver(event: DragEvent): void {
    const types = event.dataTransfer?.types ?? [];
    if (this.#writable && (types.includes('text/x-cloudide-path') || types.includes('Files'))) {
      event.preventDefault();
      this.#markDrop(this.#dropFolder(event));
    }
  }

  #markDrop(folder: string | null): void {
    this.#list.classList.toggle('tree-drop', folder === '');
    for (const row of this.#list.querySelectorAll('[data-path]')) {
      row.classList.toggle('tree-row-drop', folder !== null && folder !== '' && row.getAttribute('data-path') === folder);
    }
  }

  async #onDrop(event: DragEvent): Promise<void> {
    event.preventDefault();
    this.#markDrop(null);
    const folder = this.#dropFolder(event);
    const moved = event.dataTransfer?.getData('text/x-cloudide-path');
    try {
      if (moved) {
        if (moved !== folder && !isInside(folder, moved) && parentOf(moved) !== folder) {
          await this.#move(moved, joinPath(folder, baseName(moved)));
        }
      } else if (event.dataTransfer) {
        await this.#upload(await droppedFiles(event.dataTransfer), folder);
      }
    } catch (error) {
      toast('error', describe(error));
    }
  }
}

function download(url: string, name: string): void {
  h('a', { href: url, download: name }).click();
}

async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast('success', 'Copied');
  } catch {
    toast('error', 'The browser does not let this page copy.');
  }
}
