import '@xterm/xterm/css/xterm.css';
import { ApiError, describe } from '../api/client.ts';
import { getProject } from '../api/projects.ts';
import type { Listing, Project, User } from '../api/types.ts';
import { appHeader } from '../app/header.ts';
import { preferences, setPreference } from '../app/preferences.ts';
import { navigate, setAddress, type Page } from '../app/router.ts';
import { findStack } from '../app/stacks.ts';
import { button, iconButton } from '../dom/controls.ts';
import { openDialog } from '../dom/dialog.ts';
import { h } from '../dom/element.ts';
import { icon, type IconName } from '../dom/icons.ts';
import { toast } from '../dom/toast.ts';
import { EditorPane } from '../editor/editorPane.ts';
import type { ProjectEvent } from '../events/eventFrames.ts';
import { FileStore } from '../files/fileStore.ts';
import { FileTree } from '../files/fileTree.ts';
import { messagePage } from '../pages/message.ts';
import { TerminalPanel } from '../terminal/terminalPanel.ts';
import { quickOpen } from './quickOpen.ts';
import { openShareDialog } from './shareDialog.ts';
import { isCommand, showShortcuts } from './shortcuts.ts';
import { splitter } from './splitter.ts';
import { FileNotices } from './fileNotices.ts';
import { LastVisit } from './lastVisit.ts';
import { followProject } from './projectFollower.ts';
import { StatusLine } from './statusLine.ts';
import { WorkspaceKeep } from './workspaceKeep.ts';

type Part = 'files' | 'editor' | 'terminal';

/** What tests and scripts can ask the page, since a screen drawn by a graphics processor has no text in the document. */
interface TestHandle {
  terminalText(): string;
  terminalOffset(): number;
  terminalSize(): { cols: number; rows: number } | null;
  terminalState(): string;
  editorText(): string | null;
}

declare global {
  interface Window {
    cloudide?: TestHandle;
  }
}

/** Opens a project. */
export async function workbenchPage(user: User, id: string): Promise<Page> {
  const toProjects = h('a', { class: 'button button-primary', href: '/projects', 'data-link': true }, 'Go to your projects');
  try {
    const { project, ...listing } = await getProject(id);
    // The terminal measures its font when it opens, so the font must be there.
    await document.fonts.load(`13px "JetBrains Mono Variable"`).catch(() => []);
    return new Workbench(user, project, listing).page();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      return messagePage('No such project', 'It does not exist, or it was deleted.', toProjects);
    }
    if (error instanceof ApiError && error.status === 403) {
      return messagePage('This project is not shared with you', 'Ask its owner to invite you, then open this address again.', toProjects);
    }
    throw error;
  }
}

class Workbench {
  readonly #project: Project;
  readonly #store: FileStore;
  readonly #tree: FileTree;
  readonly #editor: EditorPane;
  readonly #terminals: TerminalPanel;
  readonly #notices: FileNotices;
  readonly #keep: WorkspaceKeep;
  readonly #status: StatusLine;
  readonly #main: HTMLElement;
  readonly #element: HTMLElement;
  readonly #switch: HTMLElement;
  /** Where to go back to from the terminal. */
  #before: HTMLElement | null = null;
  #workspaceState = '';
  #follower: { dispose(): void } | null = null;
  #visit: LastVisit | null = null;

  constructor(user: User, project: Project, listing: Listing) {
    this.#project = project;
    const writable = project.role !== 'viewer';
    this.#store = new FileStore(project.id, listing);
    this.#notices = new FileNotices(project.id, { exists: path => this.#store.files.has(path), open: paths => void this.#openAll(paths) });
    this.#keep = new WorkspaceKeep(project.id, writable);
    this.#status = new StatusLine(this.#keep.element, this.#notices.element);
    this.#editor = new EditorPane(this.#store, writable, {
      shown: path => {
        this.#tree?.showOpen(path);
        setAddress(path === '' ? this.#address : `${this.#address}?file=${encodeURIComponent(path).replaceAll('%2F', '/')}`);
      },
      status: () => this.#showStatus(),
    });
    this.#tree = new FileTree(this.#store, writable, {
      open: (path, keepFocus) => {
        this.#showPart('editor');
        void this.#editor.open(path, keepFocus);
      },
      moved: (from, to) => this.#editor.renamed(from, to),
      deleted: path => this.#editor.deleted(path),
    });
    this.#terminals = new TerminalPanel(project.id, writable, {
      status: () => this.#showStatus(),
      closed: () => void this.#refreshFiles(),
      signedOut: () => navigate(`/login?next=${encodeURIComponent(location.pathname + location.search)}`),
      toggleSize: () => this.#toggleMaximized(),
      hide: () => this.#toggleTerminal(false),
    });
    this.#store.onChange(changes => void this.#editor.followListing(changes));

    this.#switch = h('div', { class: 'part-switch', role: 'group', 'aria-label': 'Show' }, ([['files', 'Files', 'folder'], ['editor', 'Editor', 'code'], ['terminal', 'Terminal', 'terminal']] as [Part, string, IconName][]).map(([part, text, name]) =>
      h('button', { type: 'button', class: 'part-button', 'data-part': part, testid: `show-${part}`, on: { click: () => this.#showPart(part, true) } }, icon(name), h('span', {}, text))));
    const centre = h('div', { class: 'workbench-centre' },
      this.#editor.element,
      splitter({
        orientation: 'horizontal', label: 'Height of the terminals', value: () => preferences().terminalHeight * 100,
        moveTo: y => this.#setTerminalHeight((centre.getBoundingClientRect().bottom - y) / centre.clientHeight),
        moveBy: pixels => this.#setTerminalHeight(preferences().terminalHeight - pixels / centre.clientHeight),
        done: () => this.#terminals.fit(),
      }),
      this.#terminals.element);
    this.#main = h('main', { class: 'workbench-main', 'data-part': 'editor' },
      h('nav', { class: 'side', 'aria-label': 'Files' }, this.#tree.element),
      splitter({
        orientation: 'vertical', label: 'Width of the file tree', value: () => preferences().treeWidth / 6,
        moveTo: x => this.#setTreeWidth(x), moveBy: pixels => this.#setTreeWidth(preferences().treeWidth + pixels), done: () => this.#terminals.fit(),
      }),
      centre);
    const stack = findStack(project.stack ?? project.language);
    this.#element = h('div', { class: 'workbench' },
      appHeader(user,
        h('div', { class: 'crumb' },
          h('span', { class: 'crumb-slash', 'aria-hidden': 'true' }, '/'),
          h('span', { class: 'stack-tile stack-tile-small', style: `--hue: ${stack.hue}`, title: stack.name, 'aria-hidden': 'true' }, stack.mark),
          h('h1', { class: 'crumb-name', testid: 'project-title', title: project.description || project.name }, project.name),
          writable ? null : h('span', { class: 'badge' }, icon('eye', 14), 'viewer')),
        iconButton('terminal', 'Show or hide the terminals (Ctrl+`)', { class: 'wide-only', testid: 'toggle-terminal', on: { click: () => this.#toggleTerminal() } }),
        iconButton('help', 'Keyboard shortcuts (F1)', { testid: 'help', on: { click: () => showShortcuts() } }),
        button('Share', 'secondary', { testid: 'share', class: 'button-share', on: { click: () => openShareDialog(project, user) } }, 'people')),
      this.#main, this.#keep.warning, this.#switch, this.#status.element);
    this.#setTreeWidth(preferences().treeWidth);
    this.#setTerminalHeight(preferences().terminalHeight);
    this.#showPart('editor');
  }

  page(): Page {
    return {
      title: `${this.#project.name} · CloudIDE`,
      element: this.#element,
      shown: () => void this.#start(),
      dispose: () => this.#dispose(),
      mayLeave: () => this.#mayLeave(),
    };
  }

  get #address(): string {
    return `/projects/${encodeURIComponent(this.#project.id)}`;
  }

  async #start(): Promise<void> {
    addEventListener('keydown', this.#onKey, true);
    addEventListener('beforeunload', this.#onUnload);
    window.cloudide = {
      terminalText: () => this.#terminals.view?.text ?? '',
      terminalOffset: () => this.#terminals.view?.offset ?? 0,
      terminalSize: () => this.#terminals.view?.size ?? null,
      terminalState: () => this.#status.element.querySelector<HTMLElement>('.status-workspace')?.dataset['state'] ?? '',
      editorText: () => this.#editor.text,
    };
    this.#visit = new LastVisit(this.#store, this.#editor);
    this.#visit.open(this.#address);
    this.#follower = followProject(this.#project.id, {
      event: event => this.#onEvent(event),
      live: live => this.#store.setLive(live),
      ended: message => toast('error', message),
    });
    try {
      await this.#terminals.load();
    } catch (error) {
      toast('error', `The terminals did not load. ${describe(error)}`);
    }
  }

  #onEvent(event: ProjectEvent): void {
    switch (event.type) {
      case 'hello':
        if (event.time !== null) {
          this.#keep.setServerTime(event.time);
        }
        break;
      case 'files':
        this.#store.apply(event.items);
        this.#notices.add(event.items);
        break;
      case 'workspace':
        this.#workspaceState = event.workspace.state;
        this.#keep.show(event.workspace);
        this.#showStatus();
        break;
    }
  }

  async #openAll(paths: string[]): Promise<void> {
    this.#showPart('editor');
    for (const path of paths) {
      await this.#editor.open(path);
    }
  }

  #dispose(): void {
    removeEventListener('keydown', this.#onKey, true);
    removeEventListener('beforeunload', this.#onUnload);
    this.#visit?.dispose();
    delete window.cloudide;
    this.#follower?.dispose();
    this.#keep.dispose();
    this.#terminals.dispose();
    this.#editor.dispose();
    this.#store.dispose();
  }

  async #mayLeave(): Promise<boolean> {
    const { unsaved } = this.#editor;
    if (unsaved.length === 0) {
      return true;
    }
    const answer = await openDialog({
      title: 'Leave without saving?',
      body: h('p', {}, `${unsaved.join(', ')} ${unsaved.length === 1 ? 'has' : 'have'} changes that are not saved.`),
      actions: [{ text: 'Stay', kind: 'primary', value: '' }, { text: 'Leave', kind: 'danger', value: 'leave' }],
    }).result;
    return answer === 'leave';
  }

  readonly #onUnload = (event: BeforeUnloadEvent): void => {
    if (this.#editor.unsaved.length > 0) {
      event.preventDefault();
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const inTerminal = (event.target as Element).closest?.('.terminal-host') !== null;
    if (document.querySelector('dialog[open]')) {
      return;
    }
    if (event.ctrlKey && event.code === 'Backquote') {
      if (event.shiftKey) {
        this.#toggleTerminal(true);
        void this.#terminals.open();
      } else if (inTerminal) {
        (this.#before?.isConnected ? this.#before : null)?.focus();
        if (this.#element.querySelector('.terminal-panel')?.contains(document.activeElement)) {
          this.#editor.focus();
        }
      } else {
        this.#before = document.activeElement as HTMLElement | null;
        this.#toggleTerminal(true);
        this.#terminals.focus();
      }
    } else if (event.altKey && event.shiftKey && event.key === 'F1') {
      setPreference('screenReader', !preferences().screenReader);
    } else if (inTerminal) {
      // The rest belongs to the shell.
      return;
    } else if (isCommand(event, 's')) {
      void this.#editor.save();
    } else if (isCommand(event, 'p')) {
      quickOpen([...this.#store.files.keys()], path => void this.#editor.open(path));
    } else if (event.altKey && !event.ctrlKey && event.code === 'KeyW') {
      void this.#editor.close();
    } else if (event.key === 'F1') {
      showShortcuts();
    } else if (event.key === 'F6') {
      this.#nextPart(event.shiftKey ? -1 : 1);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  #nextPart(step: number): void {
    const parts: Part[] = ['files', 'editor', 'terminal'];
    const active = document.activeElement;
    const now = this.#tree.element.contains(active) ? 0 : this.#editor.element.contains(active) ? 1 : this.#terminals.element.contains(active) ? 2 : -1;
    const next = parts[(now + step + parts.length * 2) % parts.length] ?? 'files';
    this.#showPart(next, true);
  }

  /** On narrow screens one part is shown at a time; on wide ones this only moves the focus. */
  #showPart(part: Part, focus = false): void {
    this.#main.dataset['part'] = part;
    for (const item of this.#switch.querySelectorAll<HTMLElement>('[data-part]')) {
      item.setAttribute('aria-pressed', String(item.dataset['part'] === part));
    }
    if (part === 'terminal') {
      this.#toggleTerminal(true);
    }
    this.#terminals.fit();
    if (focus) {
      ({ files: this.#tree, editor: this.#editor, terminal: this.#terminals })[part].focus();
    }
  }

  #toggleTerminal(show = this.#main.classList.contains('terminal-hidden')): void {
    this.#main.classList.toggle('terminal-hidden', !show);
    if (show) {
      this.#terminals.fit();
    } else {
      this.#main.classList.remove('terminal-maximized');
      this.#editor.focus();
    }
  }

  #toggleMaximized(): void {
    this.#main.classList.toggle('terminal-maximized');
    this.#terminals.fit();
  }

  #setTreeWidth(width: number): void {
    const bounded = Math.round(Math.min(600, Math.max(170, width)));
    this.#main.style.setProperty('--tree-width', `${bounded}px`);
    setPreference('treeWidth', bounded);
  }

  #setTerminalHeight(share: number): void {
    const bounded = Math.min(0.85, Math.max(0.12, share));
    this.#main.style.setProperty('--terminal-height', `${(bounded * 100).toFixed(2)}%`);
    setPreference('terminalHeight', bounded);
  }

  async #refreshFiles(): Promise<void> {
    try {
      await this.#store.refresh();
    } catch (error) {
      toast('error', describe(error));
    }
  }

  #showStatus(): void {
    // Called by the parts while they are being made, too.
    this.#visit?.note();
    this.#store?.setBusy(this.#terminals?.active ?? false);
    this.#status.show(this.#terminals?.view?.status ?? null, this.#workspaceState, this.#editor?.status ?? null, this.#editor?.unsaved.length ?? 0);
  }
}
