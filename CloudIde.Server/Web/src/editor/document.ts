import { Compartment, EditorState, Transaction, type Extension, type StateEffect, type Text } from '@codemirror/state';
import { indentUnit } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { ConflictError, readFile, writeFile } from '../api/files.ts';
import { describe } from '../api/client.ts';
import { findLanguage } from './languages.ts';
import { baseSetup } from './setup.ts';
import { decodeText, encodeText, findChange, findIndent, imageType } from './text.ts';

/** Files above this size are opened only when the person insists (bytes). */
const largeFile = 4_000_000;

export type Content =
  | { kind: 'loading' }
  | { kind: 'text' }
  | { kind: 'binary'; size: number }
  | { kind: 'large'; size: number }
  | { kind: 'image'; url: string; size: number }
  | { kind: 'failed'; message: string };

/** How the document stands to the file on the server. */
export type Standing = 'same' | 'changed' | 'deleted';

/** A file that is open in the editor. */
export class OpenDocument {
  path: string;
  content: Content = { kind: 'loading' };
  standing: Standing = 'same';
  saving = false;
  state: EditorState;
  /** Where the view was when another tab was shown. */
  scroll: StateEffect<unknown> | null = null;
  readonly #project: string;
  readonly #extras: Extension;
  readonly #language = new Compartment();
  readonly #readOnly: boolean;
  #etag: string | null = null;
  #saved: Text;
  #languageName = 'Plain text';

  constructor(project: string, path: string, readOnly: boolean, extras: Extension) {
    this.#project = project;
    this.path = path;
    this.#readOnly = readOnly;
    this.#extras = extras;
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

  /** Reads the file. @param anySize Open it although it is large. */
  async load(anySize = false, size = 0): Promise<void> {
    if (!anySize && size > largeFile && imageType(this.path) === null) {
      this.#show({ kind: 'large', size });
      return;
    }
    try {
      const { bytes, etag } = await readFile(this.#project, this.path);
      this.#etag = etag;
      this.standing = 'same';
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
      this.state = EditorState.create({
        doc: decoded.text,
        extensions: [
          baseSetup,
          this.#extras,
          EditorState.lineSeparator.of(decoded.lineSeparator),
          indentUnit.of(findIndent(decoded.text)),
          EditorState.readOnly.of(this.#readOnly),
          /\.(md|markdown|txt)$/i.test(this.path) ? EditorView.lineWrapping : [],
          EditorView.contentAttributes.of({ 'aria-label': `Editor: ${this.path}` }),
          this.#language.of([]),
        ],
      });
      this.#saved = this.state.doc;
      this.#show({ kind: 'text' });
    } catch (error) {
      this.#show({ kind: 'failed', message: describe(error) });
    }
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
   * Saves the text. Throws ConflictError when the file is no longer the one that was read.
   * @param force Write whatever is there.
   */
  async save(force = false): Promise<void> {
    const doc = this.state.doc;
    const text = this.state.sliceDoc();
    const condition = force || (this.standing === 'deleted' && this.#etag === null) || this.#etag === null ? 'any' : { match: this.#etag };
    this.saving = true;
    try {
      const etag = await writeFile(this.#project, this.path, encodeText(text), condition);
      this.#etag = etag;
      this.#saved = doc;
      this.standing = 'same';
    } catch (error) {
      if (error instanceof ConflictError && this.standing === 'same') {
        this.standing = 'changed';
      }
      throw error;
    } finally {
      this.saving = false;
    }
  }

  /**
   * Looks at the file after the listing said that it changed. Returns the edit that brings an untouched text up to
   * date; a text with unsaved changes stays as it is, and `standing` says so.
   */
  async follow(): Promise<Transaction | null> {
    if (this.content.kind === 'loading' || this.content.kind === 'large' || this.saving) {
      return null;
    }
    if (this.content.kind !== 'text') {
      await this.load();
      return null;
    }
    const { bytes, etag } = await readFile(this.#project, this.path);
    if (this.saving || (etag !== null && etag === this.#etag)) {
      return null;
    }
    const decoded = decodeText(bytes);
    if (decoded === null) {
      if (!this.dirty) {
        this.#show({ kind: 'binary', size: bytes.length });
      }
      return null;
    }
    if (decoded.text === this.state.sliceDoc()) {
      // The same text from elsewhere: nothing to show, but this is what is saved now.
      this.#etag = etag;
      this.#saved = this.state.doc;
      this.standing = 'same';
      return null;
    }
    if (this.dirty) {
      this.standing = 'changed';
      return null;
    }
    this.#etag = etag;
    this.standing = 'same';
    const lines = decoded.text.replaceAll(decoded.lineSeparator, '\n');
    const change = findChange(this.state.doc.toString(), lines);
    // Not a step of this person's undo history: undoing it would take back what someone else wrote.
    const transaction = change === null ? null : this.state.update({
      changes: { from: change.from, to: change.to, insert: this.state.toText(change.insert) },
      annotations: [Transaction.addToHistory.of(false), Transaction.remote.of(true)],
    });
    this.#saved = transaction?.newDoc ?? this.state.doc;
    return transaction;
  }

  /** The file is gone; what is in the editor can still be saved. */
  markDeleted(): void {
    this.standing = 'deleted';
    this.#etag = null;
  }

  dispose(): void {
    if (this.content.kind === 'image') {
      URL.revokeObjectURL(this.content.url);
    }
  }

  #show(content: Content): void {
    this.dispose();
    this.content = content;
  }
}
