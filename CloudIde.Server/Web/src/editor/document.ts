import { Compartment, EditorSelection, EditorState, type Extension, type StateEffect, type Text, type Transaction } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { ApiError, describe } from '../api/client.ts';
import { ConflictError, readFile, writeFile, type FileContent, type WriteCondition } from '../api/files.ts';
import type { Content, OtherVersion, Standing } from './content.ts';
import { createState, replaceText } from './editorState.ts';
import { findLanguage } from './languages.ts';
import type { TabLayout } from './layout.ts';
import { decodeText, encodeText, imageType } from './text.ts';

/** Files above this size are opened only when the person insists (bytes). */
const largeFile = 4_000_000;

/** A file that is open in the editor. */
export class OpenDocument {
  path: string;
  content: Content = { kind: 'loading' };
  standing: Standing = 'same';
  /** Set while the standing is 'changed'. */
  theirs: OtherVersion | null = null;
  saving = false;
  state: EditorState;
  /** Where the view was when another tab was shown. */
  scroll: StateEffect<unknown> | null = null;
  /** The first visible position, as it was last known. */
  top: number;
  readonly #project: string;
  readonly #extras: Extension;
  readonly #language = new Compartment();
  readonly #readOnly: boolean;
  #before: TabLayout | null;
  #etag: string | null = null;
  #saved: Text;
  #languageName = 'Plain text';
  #loading: Promise<void> | null = null;
  #changedWhileSaving = false;
  #underWay: Promise<void> = Promise.resolve();

  /** @param before Where the cursor was when this file was open last. */
  constructor(project: string, path: string, readOnly: boolean, extras: Extension, before: TabLayout | null = null) {
    this.#project = project;
    this.path = path;
    this.#readOnly = readOnly;
    this.#extras = extras;
    this.#before = before;
    this.top = before?.top ?? 0;
    this.state = EditorState.create({ doc: '' });
    this.#saved = this.state.doc;
  }

  get dirty(): boolean {
    return this.content.kind === 'text' && !this.state.doc.eq(this.#saved);
  }

  get language(): string {
    return this.#languageName;
  }

  get lineSeparator(): string {
    return this.state.lineBreak;
  }

  /** Where the cursor is, for the next visit. */
  get layout(): TabLayout {
    if (this.content.kind !== 'text') {
      return this.#before ?? { path: this.path, anchor: 0, head: 0, top: 0 };
    }
    const { anchor, head } = this.state.selection.main;
    return { path: this.path, anchor, head, top: this.top };
  }

  /** Whether reading the file was begun. */
  get loadBegun(): boolean {
    return this.#loading !== null;
  }

  /** Reads the file. @param anySize Open it although it is large. */
  load(anySize = false, size = 0): Promise<void> {
    this.#loading = this.#load(anySize, size);
    return this.#loading;
  }

  /** The highlighting of the file's language, once it is loaded. */
  async loadLanguage(): Promise<StateEffect<unknown> | null> {
    const language = findLanguage(this.path);
    if (language === null) {
      return null;
    }
    this.#languageName = language.name;
    return this.#language.reconfigure(await language.load());
  }

  /**
   * Saves the text, but never over a version that this person has not seen. Throws ConflictError when there is one; `theirs`
   * then holds it. What was typed since a save that is on the way is saved after it.
   */
  async save(): Promise<void> {
    if (this.saving) {
      do {
        await this.#underWay;
      } while (this.saving);
      if (!this.dirty) {
        return;
      }
      if (this.standing === 'changed') {
        throw new ConflictError('The file was changed elsewhere.');
      }
    }
    const saving = this.#save();
    this.#underWay = saving.catch(() => {});
    await saving;
  }

  async #save(): Promise<void> {
    const doc = this.state.doc;
    const text = this.state.sliceDoc();
    this.saving = true;
    this.#changedWhileSaving = false;
    try {
      this.#etag = await writeFile(this.#project, this.path, encodeText(text), this.#condition);
      this.#saved = doc;
      this.#settle();
    } catch (error) {
      if (!(error instanceof ConflictError) || !(await this.#weigh(doc, text))) {
        throw error;
      }
    } finally {
      this.saving = false;
    }
  }

  /** Whether the file may have changed while it was being saved, so that it is worth a look. */
  takeMissedChange(etag: string | undefined): boolean {
    const missed = this.#changedWhileSaving && etag !== undefined && etag !== this.#etag;
    this.#changedWhileSaving = false;
    return missed;
  }

  /** Saves over the version that `theirs` holds, and over no other. */
  async keepMine(): Promise<void> {
    this.#etag = this.theirs?.etag ?? this.#etag;
    await this.save();
  }

  /** The edit that makes the text theirs; undoing it brings the own one back. */
  takeTheirs(): Transaction | null {
    const theirs = this.theirs;
    if (theirs === null || theirs.decoded === null) {
      return null;
    }
    const transaction = replaceText(this.state, theirs.decoded, true);
    this.#etag = theirs.etag;
    this.#saved = transaction?.newDoc ?? this.state.doc;
    this.#settle();
    return transaction;
  }

  /** The edit that makes the text this one, say of a comparison. */
  replaceText(text: string): Transaction | null {
    return replaceText(this.state, { text, lineSeparator: '\n' }, true);
  }

  /**
   * Looks at the file after it was said to have changed. Returns the edit that brings an untouched text up to date; a text
   * with unsaved changes stays as it is, and `standing` says so.
   */
  async follow(): Promise<Transaction | null> {
    if (this.saving) {
      this.#changedWhileSaving = true;
      return null;
    }
    if (this.content.kind === 'loading' || this.content.kind === 'large') {
      return null;
    }
    if (this.content.kind !== 'text') {
      await this.load();
      return null;
    }
    const known = this.#etag;
    const { bytes, etag } = await readFile(this.#project, this.path);
    if (this.saving) {
      this.#changedWhileSaving = true;
      return null;
    }
    if (known !== this.#etag) {
      // Saved or read meanwhile, so this answer may be the older one.
      return await this.follow();
    }
    if (etag !== null && etag === this.#etag) {
      this.#settle();
      return null;
    }
    const decoded = decodeText(bytes);
    if (decoded !== null && decoded.text === this.state.sliceDoc()) {
      // The same text from elsewhere: nothing to show, but this is what is saved now.
      this.#etag = etag;
      this.#saved = this.state.doc;
      this.#settle();
      return null;
    }
    if (this.dirty) {
      this.#oppose({ etag, decoded });
      return null;
    }
    if (decoded === null || decoded.lineSeparator !== this.state.lineBreak) {
      // Not a text that this editor's state can hold any more.
      this.#before = this.layout;
      this.#take({ bytes, etag });
      return null;
    }
    this.#etag = etag;
    this.#settle();
    // Not a step of this person's undo history: undoing it would take back what someone else wrote.
    const transaction = replaceText(this.state, decoded, false);
    this.#saved = transaction?.newDoc ?? this.state.doc;
    return transaction;
  }

  /** The file is gone; what is in the editor can still be saved. */
  markDeleted(): void {
    this.standing = 'deleted';
    this.theirs = null;
  }

  /** The file has a new name, which may have looked like a deletion at first. */
  moveTo(path: string): void {
    this.path = path;
    if (this.standing === 'deleted') {
      this.standing = 'same';
    }
  }

  dispose(): void {
    if (this.content.kind === 'image') {
      URL.revokeObjectURL(this.content.url);
    }
  }

  /** A file that was deleted must not be there again; one that was read must be the one that was read. */
  get #condition(): WriteCondition {
    return this.standing === 'deleted' ? 'absent' : this.#etag === null ? 'any' : { match: this.#etag };
  }

  async #load(anySize: boolean, size: number): Promise<void> {
    if (!anySize && size > largeFile && imageType(this.path) === null) {
      this.#show({ kind: 'large', size });
      return;
    }
    try {
      this.#take(await readFile(this.#project, this.path));
    } catch (error) {
      this.#show({ kind: 'failed', message: describe(error) });
    }
  }

  /** Shows a file's content, from the beginning. */
  #take({ bytes, etag }: FileContent): void {
    this.#etag = etag;
    this.#settle();
    const image = imageType(this.path);
    if (image !== null) {
      this.#show({ kind: 'image', url: URL.createObjectURL(new Blob([bytes], { type: image })), size: bytes.length });
      return;
    }
    const decoded = decodeText(bytes);
    if (decoded === null) {
      this.#show({ kind: 'binary', size: bytes.length });
      return;
    }
    this.state = createState(this.path, decoded, this.#readOnly, [this.#extras, this.#language.of([])]);
    this.#saved = this.state.doc;
    this.#goBack();
    this.#show({ kind: 'text' });
  }

  /** Puts the cursor and the view where they were, as far as the text still reaches. */
  #goBack(): void {
    const before = this.#before;
    this.#before = null;
    if (before === null) {
      return;
    }
    const within = (position: number): number => Math.max(0, Math.min(this.state.doc.length, position));
    this.state = this.state.update({ selection: EditorSelection.single(within(before.anchor), within(before.head)) }).state;
    this.top = within(before.top);
    this.scroll = this.top === 0 ? null : EditorView.scrollIntoView(this.top, { y: 'start', yMargin: 0 });
  }

  /** After a refused save: finds what is there instead. True when it is the very text that was to be saved. */
  async #weigh(doc: Text, text: string): Promise<boolean> {
    try {
      const { bytes, etag } = await readFile(this.#project, this.path);
      const decoded = decodeText(bytes);
      if (decoded?.text === text) {
        this.#etag = etag;
        this.#saved = doc;
        this.#settle();
        return true;
      }
      this.#oppose({ etag, decoded });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) {
        throw error;
      }
      this.markDeleted();
    }
    return false;
  }

  #oppose(theirs: OtherVersion): void {
    this.standing = 'changed';
    this.theirs = theirs;
  }

  #settle(): void {
    this.standing = 'same';
    this.theirs = null;
  }

  #show(content: Content): void {
    this.dispose();
    this.content = content;
  }
}
