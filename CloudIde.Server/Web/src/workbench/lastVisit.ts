import { setAddress } from '../app/router.ts';
import { toast } from '../dom/toast.ts';
import type { EditorPane } from '../editor/editorPane.ts';
import { readLayout, writeLayout } from '../editor/layout.ts';
import type { FileStore } from '../files/fileStore.ts';

/** What a newcomer wants to see first. */
const starters = ['main.py', 'index.js', 'index.ts', 'main.go', 'src/main.rs', 'Main.java', 'Program.cs', 'index.html', 'README.md'];

/** Changes are kept this much later (ms): not on each key. */
const delay = 1000;

/** Which files are open and where, from one visit to the next. */
export class LastVisit {
  readonly #store: FileStore;
  readonly #editor: EditorPane;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(store: FileStore, editor: EditorPane) {
    this.#store = store;
    this.#editor = editor;
    addEventListener('pagehide', this.#keep);
  }

  /**
   * Opens the files of the last visit, and the one that the address names; on the first visit, what a newcomer wants to see.
   * @param address The project's own address.
   */
  open(address: string): void {
    const asked = new URLSearchParams(location.search).get('file');
    const files = this.#store.files;
    const before = readLayout(localStorage, this.#store.project);
    if (before !== null) {
      this.#editor.restore(asked !== null && before.tabs.some(tab => tab.path === asked) ? { ...before, active: asked } : before);
    }
    if (asked !== null && files.has(asked)) {
      void this.#editor.open(asked);
    } else if (asked !== null) {
      toast('error', `There is no file ${asked}.`);
      setAddress(address);
    } else if (before === null) {
      const starter = starters.find(path => files.has(path));
      if (starter !== undefined) {
        void this.#editor.open(starter, true);
      }
    }
  }

  /** Something has changed: it is kept soon. */
  note(): void {
    this.#timer ??= setTimeout(this.#keep, delay);
  }

  dispose(): void {
    removeEventListener('pagehide', this.#keep);
    this.#keep();
  }

  readonly #keep = (): void => {
    if (this.#timer !== null) {
      clearTimeout(this.#timer);
      this.#timer = null;
    }
    writeLayout(localStorage, this.#store.project, this.#editor.layout);
  };
}
