import { EditorView } from '@codemirror/view';
import type { Transaction } from '@codemirror/state';
import { iconButton } from '../dom/controls.ts';
import { openDialog } from '../dom/dialog.ts';
import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import type { FileStore } from '../files/fileStore.ts';
import { baseName, isInside } from '../files/paths.ts';
import type { ListingChanges } from '../files/treeModel.ts';
import { contentView } from './contentView.ts';
import { OpenDocument } from './document.ts';
import type { EditorLayout, TabLayout } from './layout.ts';
import { Saving } from './saving.ts';
import { TabStrip } from './tabStrip.ts';

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
  readonly #tabs: TabStrip;
  readonly #saveButton: HTMLButtonElement;
  readonly #body: HTMLElement;
  readonly #saving: Saving;
  readonly #view: EditorView;
  #documents: OpenDocument[] = [];
  #current: OpenDocument | null = null;

  constructor(store: FileStore, writable: boolean, events: EditorEvents) {
    this.#store = store;
    this.#writable = writable;
    this.#events = events;
    this.#tabs = new TabStrip({
      show: (item, focus) => {
        this.#show(item);
        if (focus) {
          this.focus();
        }
      },
      close: item => void this.close(item),
      enter: () => this.focus(),
    });
    this.#saveButton = iconButton('save', 'Save (Ctrl+S)', { testid: 'editor-save', disabled: true, on: { click: () => void this.save() } });
    this.#saving = new Saving(store, writable, {
      show: item => this.#show(item),
      apply: (item, edit) => this.#apply(item, edit),
      changed: () => {
        this.#render();
        this.#events.status();
      },
      reload: item => this.#load(item),
      follow: item => this.#follow(item),
      open: path => this.open(path),
      save: item => this.save(item),
      close: item => this.close(item),
    });
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
      h('div', { class: 'tab-bar' }, this.#tabs.element, h('div', { class: 'tab-tools' }, writable ? this.#saveButton : h('span', { class: 'badge', title: 'Your role lets you look, not change' }, 'read only'))),
      this.#saving.element, this.#body);
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

  /** The open files and where their cursors are. */
  get layout(): EditorLayout {
    this.#noteTop();
    return { tabs: this.#documents.map(item => item.layout), active: this.path };
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
      (this.#body.querySelector<HTMLElement>('button, a') ?? this.#tabs.element.querySelector<HTMLElement>('[role=tab]'))?.focus();
    }
  }

  async open(path: string, keepFocus = false): Promise<void> {
    let item = this.#documents.find(other => other.path === path);
    if (item === undefined) {
      item = this.#create(path);
      // A new tab stands beside the one that it was opened from.
      const at = this.#current === null ? this.#documents.length : this.#documents.indexOf(this.#current) + 1;
      this.#documents.splice(at, 0, item);
      const loading = this.#load(item);
      this.#show(item);
      await loading;
    } else {
      this.#show(item);
    }
    if (!keepFocus && this.#current === item) {
      this.focus();
    }
  }

  /** Opens the files of an earlier visit, those that are still there. Each is read when it is shown. */
  restore(layout: EditorLayout): void {
    const there = layout.tabs.filter(tab => this.#store.files.has(tab.path));
    this.#documents = there.map(tab => this.#create(tab.path, tab));
    this.#show(this.#documents.find(item => item.path === layout.active) ?? this.#documents[0] ?? null);
  }

  /** Saves the current file. True when it is saved, or there was nothing to save. */
  async save(item: OpenDocument | null = this.#current): Promise<boolean> {
    if (item === null || item.content.kind !== 'text' || !this.#writable) {
      return item === null || !item.dirty;
    }
    if (item.standing === 'changed') {
      this.#saving.askToDecide(item);
      return false;
    }
    return item.dirty || item.standing === 'deleted' ? await this.#saving.write(item, () => item.save()) : true;
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
      this.#events.status();
    }
    if (hadFocus) {
      this.focus();
    }
  }

  /** Follows what was written, renamed or deleted elsewhere. */
  async followListing({ added, changed, removed }: ListingChanges): Promise<void> {
    for (const item of [...this.#documents]) {
      if (removed.includes(item.path) && item.content.kind !== 'loading') {
        item.markDeleted();
      } else if (changed.includes(item.path) || added.includes(item.path)) {
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
        item.moveTo(to + item.path.slice(from.length));
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

  #create(path: string, before: TabLayout | null = null): OpenDocument {
    return new OpenDocument(this.#store.project, path, !this.#writable, [], before);
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
      const before = { kind: item.content.kind, state: item.state };
      const transaction = await item.follow();
      if (transaction !== null) {
        this.#apply(item, transaction);
      } else if (this.#current === item && (before.kind !== 'text' || item.content.kind !== 'text' || this.#view.state !== item.state)) {
        this.#show(item, true);
        await this.#applyLanguage(item);
      }
    } catch {
      // The next event or listing asks again; a save in between is still checked by the server.
    }
  }

  #apply(item: OpenDocument, transaction: Transaction | null): void {
    if (transaction !== null && this.#current === item) {
      this.#view.dispatch(transaction);
    } else if (transaction !== null) {
      item.state = transaction.state;
    }
  }

  #show(item: OpenDocument | null, reload = false): void {
    if (this.#current === item && item !== null && !reload) {
      return;
    }
    if (this.#current !== null && this.#current !== item && this.#current.content.kind === 'text') {
      this.#noteTop();
      this.#current.scroll = this.#view.scrollSnapshot();
    }
    this.#current = item;
    if (item !== null && !item.loadBegun) {
      void this.#load(item);
    }
    const isText = item?.content.kind === 'text';
    if (isText) {
      this.#view.setState(item.state);
    }
    this.#render();
    if (isText && item.scroll !== null) {
      this.#view.dispatch({ effects: item.scroll });
    }
    this.#events.shown(this.path);
    this.#events.status();
  }

  /** Notes which line is at the top, for the next visit. */
  #noteTop(): void {
    if (this.#current?.content.kind === 'text' && this.#view.dom.isConnected) {
      const { scrollTop } = this.#view.scrollDOM;
      this.#current.top = scrollTop === 0 ? 0 : this.#view.lineBlockAtHeight(Math.max(0, scrollTop - this.#view.documentPadding.top)).from;
    }
  }

  #render(): void {
    this.#renderTabs();
    this.#saving.renderBar(this.#current);
    const item = this.#current;
    if (item?.content.kind === 'text') {
      if (this.#body.firstChild !== this.#view.dom) {
        this.#body.replaceChildren(this.#view.dom);
        this.#view.requestMeasure();
      }
    } else if (item !== null) {
      this.#body.replaceChildren(contentView(this.#store.project, item.path, item.content, anySize => void this.#load(item, anySize)));
    } else {
      this.#body.replaceChildren(h('div', { class: 'editor-empty' },
        icon('code', 36), h('p', {}, 'Open a file from the tree, or press ', h('kbd', {}, 'Ctrl P'), ' to find one by name.')));
    }
  }

  #renderTabs(): void {
    this.#tabs.render(this.#documents, this.#current);
    const item = this.#current;
    this.#saveButton.disabled = item === null || item.saving || !(item.dirty || (item.standing === 'deleted' && item.content.kind === 'text'));
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
}
