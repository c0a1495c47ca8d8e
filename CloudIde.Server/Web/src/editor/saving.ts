import type { Transaction } from '@codemirror/state';
import { ConflictError, writeFile } from '../api/files.ts';
import { describe } from '../api/client.ts';
import { announce } from '../dom/announce.ts';
import { h } from '../dom/element.ts';
import { toast } from '../dom/toast.ts';
import type { FileStore } from '../files/fileStore.ts';
import { baseName, freeName } from '../files/paths.ts';
import type { OpenDocument } from './document.ts';
import { standingBar } from './standingBar.ts';
import { encodeText } from './text.ts';

/** What saving needs of the editor that shows the files. */
export interface SavingHost {
  show(item: OpenDocument): void;
  /** Makes an edit in the view or, of a file that is not shown, in its state. */
  apply(item: OpenDocument, edit: Transaction | null): void;
  /** Something that is shown of the open files is different. */
  changed(): void;
  reload(item: OpenDocument): Promise<void>;
  follow(item: OpenDocument): Promise<void>;
  open(path: string): Promise<void>;
  save(item: OpenDocument): Promise<boolean>;
  close(item: OpenDocument): Promise<void>;
}

/** Writes files, and has the person decide where someone else was faster. */
export class Saving {
  /** The bar above the text. */
  readonly element = h('div', { class: 'editor-banner' });
  readonly #store: FileStore;
  readonly #writable: boolean;
  readonly #host: SavingHost;

  constructor(store: FileStore, writable: boolean, host: SavingHost) {
    this.#store = store;
    this.#writable = writable;
    this.#host = host;
  }

  /** Shows what there is to decide about this file; nothing when all is well. */
  renderBar(item: OpenDocument | null): void {
    const key = item === null ? '' : `${item.path} ${item.standing} ${item.theirs?.etag ?? ''}`;
    if (this.element.dataset['key'] === key && item?.standing !== 'same') {
      // The same question: replacing it would take the focus from its buttons.
      return;
    }
    this.element.dataset['key'] = key;
    const bar = item === null ? null : standingBar(item, this.#writable, {
      save: () => void this.#host.save(item),
      close: () => void this.#host.close(item),
      compare: () => void this.#compare(item),
      keepBoth: () => void this.#keepBoth(item),
      takeTheirs: () => void this.#takeTheirs(item),
      keepMine: () => void this.write(item, () => item.keepMine()),
    });
    this.element.replaceChildren(...(bar === null ? [] : [bar]));
  }

  /** Writes the file, and says what became of it. True when it is saved. */
  async write(item: OpenDocument, write: () => Promise<void>): Promise<boolean> {
    try {
      const writing = write();
      this.#host.changed();
      await writing;
      announce(`${item.path} saved`);
      return true;
    } catch (error) {
      if (error instanceof ConflictError) {
        this.askToDecide(item);
      } else {
        toast('error', `${baseName(item.path)} is not saved. ${describe(error)}`);
      }
      return false;
    } finally {
      this.#host.changed();
      if (item.takeMissedChange(this.#store.files.get(item.path)?.etag)) {
        await this.#host.follow(item);
        this.#host.changed();
      }
    }
  }

  /** Nothing is written over a version that this person has not seen: the bar says what there is to choose. */
  askToDecide(item: OpenDocument): void {
    this.#host.show(item);
    this.#host.changed();
    announce(`${item.path} is not saved: it was ${item.standing === 'deleted' ? 'deleted' : 'changed'} elsewhere. Choose above the text.`);
    const bar = this.element.firstElementChild;
    bar?.classList.remove('notice-again');
    requestAnimationFrame(() => bar?.classList.add('notice-again'));
  }

  async #compare(item: OpenDocument): Promise<void> {
    const theirs = item.theirs?.decoded;
    if (theirs == null) {
      return;
    }
    const { compareVersions } = await import('./compare.ts');
    const answer = await compareVersions(item.path, theirs.text.replaceAll(theirs.lineSeparator, '\n'), item.state.doc.toString());
    if (answer?.keep === 'theirs') {
      this.#takeTheirs(item);
    } else if (answer?.keep === 'mine') {
      this.#host.apply(item, item.replaceText(answer.text));
      await this.write(item, () => item.keepMine());
    }
  }

  #takeTheirs(item: OpenDocument): void {
    if (item.theirs?.decoded == null) {
      void this.#host.reload(item);
      return;
    }
    this.#host.apply(item, item.takeTheirs());
    this.#host.changed();
    announce(`${item.path} is theirs now. Undo brings yours back.`);
  }

  async #keepBoth(item: OpenDocument): Promise<void> {
    const copy = freeName(item.path, path => this.#store.files.has(path), 'my version');
    try {
      await writeFile(this.#store.project, copy, encodeText(item.state.sliceDoc()), 'absent');
      this.#takeTheirs(item);
      await this.#store.refresh();
      await this.#host.open(copy);
    } catch (error) {
      toast('error', describe(error));
    }
  }
}
