import { EditorView } from '@codemirror/view';
import { ConflictError, fileUrl, writeFile } from '../api/files.ts';
import { describe } from '../api/client.ts';
import { fileSize } from '../app/time.ts';
import { announce } from '../dom/announce.ts';
import { button, iconButton, notice, spinner } from '../dom/controls.ts';
import { openDialog } from '../dom/dialog.ts';
import { h, type Child } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { toast } from '../dom/toast.ts';
import { fileMark } from '../files/fileMark.ts';
import type { FileStore } from '../files/fileStore.ts';
import { baseName, freeName, isInside, parentOf } from '../files/paths.ts';
import { OpenDocument } from './document.ts';
import { encodeText } from './text.ts';

export interface EditorEvents {
  /** Another file is shown, or none (''). */
  shown(path: string): void;
  /** Something that the status line shows has changed. */
  status(): void;
}

export interface EditorStatus {
  line: number;
  column: number;
  selected: number;
  language: string;
  lineEnds: string;
}

/** The editor: a tab for each open file, and one CodeMirror view that shows the current one. */
export class EditorPane {
  readonly element: HTMLElement;
  readonly #store: FileStore;
  readonly #events: EditorEvents;
  readonly #writable: boolean;
  readonly #tabs: HTMLElement;
  readonly #saveButton: HTMLButtonElement;
  readonly #body: HTMLElement;
  readonly #banner: HTMLElement;
  readonly #view: EditorView;
  #documents: OpenDocument[] = [];
  #current: OpenDocument | null = null;

  constructor(store: FileStore, writable: boolean, events: EditorEvents) {
    this.#store = store;
    this.#writable = writable;
    this.#events = events;
    this.#tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Open files', on: { keydown: event => this.#onTabKey(event) } });
    this.#saveButton = iconButton('save', 'Save (Ctrl+S)', { testid: 'editor-save', disabled: true, on: { click: () => void this.save() } });
    this.#banner = h('div', { class: 'editor-banner' });
    this.#body = h('div', { class: 'editor-body', testid: 'editor', role: 'tabpanel', 'aria-label': 'Editor' });
    this.#view = new EditorView({
      dispatchTransactions: (transactions, view) => {
        view.update(transactions);
        if (this.#current !== null) {
          this.#current.state = view.state;
        }
        if (transactions.some(transaction => transaction.docChanged)) {
          this.#renderTabs();
        }
        this.#events.status();
      },
    });
    this.element = h('section', { class: 'editor-pane', 'aria-label': 'Editor' },
      h('div', { class: 'tab-bar' }, this.#tabs, h('div', { class: 'tab-tools' }, writable ? this.#saveButton : h('span', { class: 'badge', title: 'Your role lets you look, not change' }, 'read only'))),
      this.#banner, this.#body);
    this.#render();
  }

  get path(): string {
    return this.#current?.path ?? '';
  }

  get unsaved(): string[] {
    return this.#documents.filter(item => item.dirty).map(item => item.path);
  }

  /** The text that the editor shows, or null when it shows none. */
  get text(): string | null {
    return this.#current?.content.kind === 'text' ? this.#view.state.sliceDoc() : null;
  }

  get status(): EditorStatus | null {
    if (this.#current?.content.kind !== 'text') {
      return null;
    }
    const { main } = this.#view.state.selection;
    const line = this.#view.state.doc.lineAt(main.head);
    return {
      line: line.number,
      column: main.head - line.from + 1,
      selected: main.to - main.from,
      language: this.#current.language,
      lineEnds: this.#current.lineSeparator === '\r\n' ? 'CRLF' : 'LF',
    };
  }

  focus(): void {
    if (this.#current?.content.kind === 'text') {
      this.#view.focus();
    } else {
      (this.#body.querySelector<HTMLElement>('button, a') ?? this.#tabs.querySelector<HTMLElement>('[role=tab]'))?.focus();
    }
  }

  async open(path: string, keepFocus = false): Promise<void> {
    let item = this.#documents.find(other => other.path === path);
    if (item === undefined) {
      item = new OpenDocument(this.#store.project, path, !this.#writable, []);
      // A new tab stands beside the one that it was opened from.
      const at = this.#current === null ? this.#documents.length : this.#documents.indexOf(this.#current) + 1;
      this.#documents.splice(at, 0, item);
      this.#show(item);
      await this.#load(item);
    } else {
      this.#show(item);
    }
    if (!keepFocus && this.#current === item) {
      this.focus();
    }
  }

  /** Saves the current file. True when it is saved, or there was nothing to save. */
  async save(item: OpenDocument | null = this.#current): Promise<boolean> {
    if (item === null || item.content.kind !== 'text' || !this.#writable || item.saving) {
      return item === null || !item.dirty;
    }
    if (!item.dirty && item.standing !== 'deleted') {
      return true;
    }
    try {
      const saving = item.save();
      this.#renderTabs();
      await saving;
      announce(`${item.path} saved`);
      return true;
    } catch (error) {
      this.#renderTabs();
      if (error instanceof ConflictError) {
        return await this.#resolveConflict(item);
      }
      toast('error', `${baseName(item.path)} is not saved. ${describe(error)}`);
      return false;
    } finally {
      this.#render();
      this.#events.status();
    }
  }

  async close(item: OpenDocument | null = this.#current): Promise<void> {
    if (item === null || (item.dirty && !(await this.#mayDiscard(item)))) {
      return;
    }
    const index = this.#documents.indexOf(item);
    const hadFocus = this.element.contains(document.activeElement);
    this.#documents = this.#documents.filter(other => other !== item);
    item.dispose();
    if (this.#current === item) {
      this.#current = null;
      this.#show(this.#documents[Math.min(index, this.#documents.length - 1)] ?? null);
    } else {
      this.#renderTabs();
    }
    if (hadFocus) {
      this.focus();
    }
  }

  /** Follows what was written, renamed or deleted elsewhere. */
  async followListing(changed: string[], removed: string[]): Promise<void> {
    for (const item of [...this.#documents]) {
      if (removed.includes(item.path) && item.content.kind !== 'loading') {
        item.markDeleted();
      } else if (changed.includes(item.path) || (item.standing === 'deleted' && this.#store.files.has(item.path))) {
        await this.#follow(item);
      }
    }
    this.#render();
    this.#events.status();
  }

  /** A file or folder has a new name: open files go with it. */
  renamed(from: string, to: string): void {
    const before = this.path;
    for (const item of this.#documents) {
      if (item.path === from || isInside(item.path, from)) {
        item.path = to + item.path.slice(from.length);
        item.standing = 'same';
        void this.#applyLanguage(item);
      }
    }
    this.#render();
    if (this.path !== before) {
      this.#events.shown(this.path);
    }
  }

  /** A file or folder was deleted here: its tabs close, unless they hold something unsaved. */
  deleted(path: string): void {
    for (const item of [...this.#documents]) {
      if (item.path === path || isInside(item.path, path)) {
        if (item.dirty) {
          item.markDeleted();
        } else {
          void this.close(item);
        }
      }
    }
    this.#render();
  }

  dispose(): void {
    this.#view.destroy();
    for (const item of this.#documents) {
      item.dispose();
    }
  }

  async #load(item: OpenDocument, anySize = false): Promise<void> {
    await item.load(anySize, this.#store.files.get(item.path)?.size ?? 0);
    if (this.#current === item) {
      this.#show(item, true);
    }
    await this.#applyLanguage(item);
  }

  async #applyLanguage(item: OpenDocument): Promise<void> {
    if (item.content.kind !== 'text') {
      return;
    }
    const effect = await item.loadLanguage();
    if (effect !== null) {
      if (this.#current === item) {
        this.#view.dispatch({ effects: effect });
      } else {
        item.state = item.state.update({ effects: effect }).state;
      }
      this.#events.status();
    }
  }

  async #follow(item: OpenDocument): Promise<void> {
    try {
      const before = item.content.kind;
      const transaction = await item.follow();
      if (transaction !== null) {
        if (this.#current === item) {
          this.#view.dispatch(transaction);
        } else {
          item.state = transaction.state;
        }
      } else if (before !== 'text' && this.#current === item) {
        this.#show(item, true);
      }
    } catch {
      // The next listing asks again; a save in between is still checked by the server.
    }
  }

  #show(item: OpenDocument | null, reload = false): void {
    if (this.#current === item && item !== null && !reload) {
      return;
    }
    if (this.#current !== null && this.#current !== item && this.#current.content.kind === 'text') {
      this.#current.scroll = this.#view.scrollSnapshot();
    }
    this.#current = item;
    if (item?.content.kind === 'text') {
      this.#view.setState(item.state);
      if (item.scroll !== null) {
        this.#view.dispatch({ effects: item.scroll });
      }
    }
    this.#render();
    this.#events.shown(this.path);
    this.#events.status();
  }

  #render(): void {
    this.#renderTabs();
    this.#renderBanner();
    const content = this.#current?.content;
    const nodes: Child[] = [];
    if (this.#current === null || content === undefined) {
      nodes.push(h('div', { class: 'editor-empty' },
        icon('code', 36), h('p', {}, 'Open a file from the tree, or press ', h('kbd', {}, 'Ctrl P'), ' to find one by name.')));
    } else if (content.kind === 'text') {
      if (this.#body.firstChild === this.#view.dom && this.#body.childNodes.length === 1) {
        return;
      }
      nodes.push(this.#view.dom);
    } else {
      nodes.push(this.#describeContent(this.#current, content));
    }
    this.#body.replaceChildren();
    this.#body.append(...(nodes as Node[]));
    if (content?.kind === 'text') {
      this.#view.requestMeasure();
    }
  }

  #describeContent(item: OpenDocument, content: Exclude<OpenDocument['content'], { kind: 'text' }>): HTMLElement {
    const url = fileUrl(this.#store.project, item.path);
    const download = h('a', { class: 'button button-secondary', href: url, download: baseName(item.path) }, icon('download'), h('span', {}, 'Download'));
    switch (content.kind) {
      case 'loading':
        return h('div', { class: 'editor-empty' }, spinner(`Loading ${item.path}`));
      case 'image':
        return h('figure', { class: 'editor-image' }, h('img', { src: content.url, alt: `The picture ${baseName(item.path)}` }), h('figcaption', {}, fileSize(content.size)));
      case 'binary':
        return h('div', { class: 'editor-empty', testid: 'editor-binary' },
          icon('file', 36), h('h3', {}, 'This file is not text'), h('p', {}, `${baseName(item.path)} holds ${fileSize(content.size)} of binary data. The terminal and a download show it as it is.`), download);
      case 'large':
        return h('div', { class: 'editor-empty' },
          icon('warning', 36), h('h3', {}, 'This file is large'), h('p', {}, `${baseName(item.path)} is ${fileSize(content.size)}. Opening it may make this page slow.`),
          h('div', { class: 'row' }, button('Open anyway', 'secondary', { on: { click: () => void this.#load(item, true) } }), download));
      case 'failed':
        return h('div', { class: 'editor-empty' }, icon('warning', 36), h('h3', {}, 'This file did not open'), h('p', {}, content.message),
          button('Try again', 'secondary', { on: { click: () => void this.#load(item) } }));
    }
  }

  #renderBanner(): void {
    const item = this.#current;
    if (item === null || item.standing === 'same' || item.content.kind !== 'text') {
      this.#banner.replaceChildren();
      return;
    }
    if (item.standing === 'deleted') {
      this.#banner.replaceChildren(notice('warning', h('span', {}, 'This file was deleted. What you see exists only here.'),
        this.#writable ? button('Save it again', 'secondary', { on: { click: () => void this.save(item) } }) : null,
        button('Close', 'quiet', { on: { click: () => void this.close(item) } })));
    } else {
      this.#banner.replaceChildren(notice('warning', h('span', {}, 'A command or another person changed this file while you were editing it.'),
        button('Decide…', 'secondary', { testid: 'conflict-decide', on: { click: () => void this.#resolveConflict(item) } })));
    }
  }

  #renderTabs(): void {
    const focused = this.#tabs.contains(document.activeElement);
    this.#tabs.replaceChildren(...this.#documents.map(item => {
      const selected = item === this.#current;
      const twin = this.#documents.some(other => other !== item && baseName(other.path) === baseName(item.path));
      return h('div', {
        class: `tab${selected ? ' tab-selected' : ''}${item.dirty ? ' tab-dirty' : ''}${item.standing === 'deleted' ? ' tab-deleted' : ''}`,
        role: 'tab', tabindex: selected ? 0 : -1, 'aria-selected': String(selected), title: item.path, testid: `editor-tab-${item.path}`,
        'aria-label': `${item.path}${item.dirty ? ', unsaved' : ''}${item.standing === 'deleted' ? ', deleted' : ''}`,
        on: {
          click: () => {
            this.#show(item);
            this.focus();
          },
          auxclick: event => {
            if (event.button === 1) {
              void this.close(item);
            }
          },
        },
      },
      fileMark(item.path), h('span', { class: 'tab-name' }, baseName(item.path)), twin && parentOf(item.path) ? h('span', { class: 'tab-folder' }, parentOf(item.path)) : null,
      h('button', {
        type: 'button', class: 'tab-close', tabindex: -1, 'aria-label': `Close ${item.path}`, title: item.dirty ? 'Unsaved changes. Close' : 'Close',
        on: {
          click: event => {
            event.stopPropagation();
            void this.close(item);
          },
        },
      }, item.saving ? spinner() : h('span', { class: 'tab-dot' }), icon('close', 14)));
    }));
    const current = this.#tabs.querySelector<HTMLElement>('[aria-selected=true]');
    current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (focused) {
      current?.focus();
    }
    this.#saveButton.disabled = this.#current === null || this.#current.saving || !(this.#current.dirty || (this.#current.standing === 'deleted' && this.#current.content.kind === 'text'));
  }

  #onTabKey(event: KeyboardEvent): void {
    const index = this.#current === null ? -1 : this.#documents.indexOf(this.#current);
    const count = this.#documents.length;
    const target = event.key === 'ArrowRight' ? index + 1 : event.key === 'ArrowLeft' ? index - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? count - 1 : null;
    if (target !== null && count > 0) {
      event.preventDefault();
      this.#show(this.#documents[(target + count) % count]!);
    } else if (event.key === 'Delete') {
      event.preventDefault();
      void this.close();
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.focus();
    }
  }

  async #mayDiscard(item: OpenDocument): Promise<boolean> {
    const answer = await openDialog({
      title: `Save ${baseName(item.path)}?`,
      body: h('p', {}, 'It has changes that are not saved.'),
      testid: 'unsaved-dialog',
      actions: [
        { text: 'Cancel', kind: 'secondary', value: '' },
        { text: 'Discard', kind: 'danger', value: 'discard', testid: 'unsaved-discard' },
        { text: 'Save', kind: 'primary', value: 'save', testid: 'unsaved-save' },
      ],
    }).result;
    return answer === 'discard' || (answer === 'save' && (await this.save(item)));
  }

  /** The file changed on both sides: the person says which version stays. Nothing is lost unless they say so. */
  async #resolveConflict(item: OpenDocument): Promise<boolean> {
    const copy = freeName(item.path, path => this.#store.files.has(path), 'my version');
    const answer = await openDialog({
      title: 'Two versions of one file',
      testid: 'conflict-dialog',
      body: [
        h('p', {}, h('strong', {}, item.path), ' was changed by a command or by another person after you opened it, and you have changed it too.'),
        h('p', { class: 'muted' }, `Keep both saves yours as ${baseName(copy)} and opens it beside theirs.`),
      ],
      actions: [
        { text: 'Not now', kind: 'quiet', value: '' },
        { text: 'Take theirs', kind: 'secondary', value: 'theirs', testid: 'conflict-theirs' },
        { text: 'Overwrite with mine', kind: 'secondary', value: 'mine', testid: 'conflict-mine' },
        { text: 'Keep both', kind: 'primary', value: 'both', testid: 'conflict-both' },
      ],
    }).result;
    try {
      if (answer === 'mine') {
        await item.save(true);
      } else if (answer === 'theirs' || answer === 'both') {
        if (answer === 'both') {
          await writeFile(this.#store.project, copy, encodeText(item.state.sliceDoc()), 'absent');
        }
        await this.#load(item);
        if (answer === 'both') {
          await this.#store.refresh();
          await this.open(copy);
        }
      } else {
        return false;
      }
      return true;
    } catch (error) {
      toast('error', describe(error));
      return false;
    } finally {
      this.#render();
      this.#events.status();
    }
  }
}
