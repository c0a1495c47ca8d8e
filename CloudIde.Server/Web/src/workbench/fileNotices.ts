import { button, iconButton } from '../dom/controls.ts';
import { openDialog } from '../dom/dialog.ts';
import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { toast } from '../dom/toast.ts';
import type { FileChange } from '../events/eventFrames.ts';

/** A notice as it is kept. */
export interface FileNotice {
  path: string;
  copyPath: string;
  message: string;
}

/** The project's files, as far as notices care. */
export interface NoticeFiles {
  exists(path: string): boolean;
  open(paths: string[]): void;
}

/** Older ones than these are dropped. */
const most = 50;

/** What people must be told of their files, once as a message and then in a list until they dismiss it. */
export class FileNotices {
  /** For the status line; hidden while there is nothing. */
  readonly element: HTMLButtonElement;
  readonly #key: string;
  readonly #files: NoticeFiles;
  readonly #count = h('span', {});
  #notices: FileNotice[];

  constructor(project: string, files: NoticeFiles) {
    this.#key = `cloudide.notices.${project}`;
    this.#files = files;
    this.#notices = this.#read();
    this.element = h('button', { type: 'button', class: 'status-notices', testid: 'file-notices', 'aria-haspopup': 'dialog', on: { click: () => this.#showList() } },
      icon('bell', 13), this.#count);
    this.#changed();
  }

  /** Takes in what the server told of files; those that only changed are none of its business. */
  add(items: readonly FileChange[]): void {
    for (const item of items.filter(({ kind }) => kind === 'Conflict' || kind === 'Notice')) {
      const notice = toNotice(item);
      // What is told again, say after each failed try, is one notice.
      if (this.#notices.some(other => other.path === notice.path && other.copyPath === notice.copyPath && other.message === notice.message)) {
        continue;
      }
      this.#notices = [notice, ...this.#notices].slice(0, most);
      // The copy may be told of a moment later than the conflict.
      const opens = notice.copyPath !== '' || this.#files.exists(notice.path);
      toast('warning', notice.message, opens ? { text: openWords(notice), run: () => this.#openPaths(notice) } : undefined);
    }
    this.#changed();
  }

  #openPaths(notice: FileNotice): void {
    this.#files.open([notice.path, notice.copyPath].filter(path => this.#files.exists(path)));
  }

  #dismiss(notice: FileNotice): void {
    this.#notices = this.#notices.filter(other => other !== notice);
    this.#changed();
  }

  #showList(): void {
    const { element, result } = openDialog({
      title: 'Notices about files',
      testid: 'notices-dialog',
      class: 'dialog-wide',
      body: h('ul', { class: 'notice-list' }, this.#notices.map(notice => {
        const row = h('li', { class: 'notice-row' },
          icon(notice.copyPath === '' ? 'info' : 'warning'),
          h('span', { class: 'notice-row-text' }, notice.message),
          ![notice.path, notice.copyPath].some(path => this.#files.exists(path)) ? null : button(openWords(notice), 'secondary', {
            on: {
              click: () => {
                element.close('');
                this.#openPaths(notice);
              },
            },
          }),
          iconButton('close', 'Dismiss', {
            on: {
              click: () => {
                this.#dismiss(notice);
                row.remove();
                if (this.#notices.length === 0) {
                  element.close('');
                }
              },
            },
          }));
        return row;
      })),
      actions: [{ text: 'Dismiss all', kind: 'quiet', value: 'all' }, { text: 'Close', kind: 'secondary', value: '' }],
    });
    void result.then(answer => {
      if (answer === 'all') {
        this.#notices = [];
        this.#changed();
      }
    });
  }

  #changed(): void {
    const count = this.#notices.length;
    this.element.hidden = count === 0;
    this.#count.textContent = count === 1 ? '1 notice' : `${count} notices`;
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#notices));
    } catch {
      // Then they last as long as the page.
    }
  }

  #read(): FileNotice[] {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(this.#key) ?? '[]');
      return Array.isArray(stored) ? stored.filter(isNotice).slice(0, most) : [];
    } catch {
      return [];
    }
  }
}

function toNotice({ kind, path = '', copyPath = '', message = '' }: FileChange): FileNotice {
  return { path, copyPath, message: message || (kind === 'Conflict' ? `${path} was changed on two sides; the second version is ${copyPath}.` : `${path} could not be brought to the other side.`) };
}

function openWords(notice: FileNotice): string {
  return notice.copyPath === '' ? 'Open the file' : 'Open both versions';
}

function isNotice(value: unknown): value is FileNotice {
  const notice = value as Partial<FileNotice> | null;
  return notice !== null && typeof notice === 'object' && [notice.path, notice.copyPath, notice.message].every(text => typeof text === 'string');
}
