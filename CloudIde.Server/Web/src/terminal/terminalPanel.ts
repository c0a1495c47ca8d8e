import { closeTerminal, listTerminals, openTerminal } from '../api/projects.ts';
import { ApiError, describe } from '../api/client.ts';
import type { TerminalInfo } from '../api/types.ts';
import { preferences, setPreference } from '../app/preferences.ts';
import { announce } from '../dom/announce.ts';
import { button, iconButton, spinner } from '../dom/controls.ts';
import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { openMenu } from '../dom/menu.ts';
import { toast } from '../dom/toast.ts';
import { renderNotice, type NoticeActions } from './terminalNotice.ts';
import { TerminalView } from './terminalView.ts';
import { claimViewer } from './viewerIdentity.ts';

export interface PanelEvents {
  /** Something that the status line shows has changed. */
  status(): void;
  /** A terminal has been closed or its shell has ended; its files are saved. */
  closed(): void;
  signedOut(): void;
  toggleSize(): void;
  hide(): void;
}

interface Tab {
  number: number;
  terminalId: string;
  view: TerminalView;
  /** The view and what is said about it. */
  pane: HTMLElement;
  notice: HTMLElement;
  closing: boolean;
  /** Whether the shell's end was seen: its files are saved by then. */
  ended: boolean;
  since: number;
}

/** The terminals of a project, one tab each. */
export class TerminalPanel {
  readonly element: HTMLElement;
  readonly #project: string;
  readonly #writable: boolean;
  readonly #events: PanelEvents;
  readonly #tabList: HTMLElement;
  readonly #body: HTMLElement;
  readonly #viewers: HTMLElement;
  readonly #newButton: HTMLButtonElement;
  #tabs: Tab[] = [];
  #current: Tab | null = null;
  #opening = false;
  /** Ends when the terminals that the project had are taken up, or could not be asked for. */
  #loaded: Promise<void> = Promise.resolve();
  #disposed = false;
  #clock: ReturnType<typeof setInterval>;

  constructor(project: string, writable: boolean, events: PanelEvents) {
    this.#project = project;
    this.#writable = writable;
    this.#events = events;
    this.#tabList = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Terminals', on: { keydown: event => this.#onTabKey(event) } });
    this.#newButton = iconButton('plus', 'New terminal (Ctrl+Shift+`)', { testid: 'new-terminal', disabled: !writable, on: { click: () => void this.open() } });
    this.#viewers = h('div', { class: 'viewers' });
    this.#body = h('div', { class: 'terminal-body' });
    const more = iconButton('more', 'Terminal options', {
      testid: 'terminal-menu', 'aria-haspopup': 'menu', 'aria-expanded': 'false', on: { click: () => this.#openMenu(more) },
    });
    this.element = h('section', { class: 'terminal-panel', 'aria-label': 'Terminals' },
      h('div', { class: 'tab-bar' }, this.#tabList, this.#newButton,
        h('div', { class: 'tab-tools' }, this.#viewers, more,
          iconButton('maximize', 'Enlarge or shrink the terminals', { class: 'wide-only', testid: 'terminal-maximize', on: { click: () => events.toggleSize() } }),
          iconButton('hidePanel', 'Hide the terminals (Ctrl+`)', { class: 'wide-only', on: { click: () => events.hide() } }))),
      this.#body);
    // The notices count the seconds that someone has been waiting.
    this.#clock = setInterval(() => this.#tick(), 1000);
    this.#render();
  }

  get view(): TerminalView | null {
    return this.#current?.view ?? null;
  }

  /** Whether a shell may be changing files. */
  get active(): boolean {
    return this.#tabs.some(tab => tab.view.status.exitCode === null && !tab.closing);
  }

  /** Takes up the terminals that the project has. */
  load(): Promise<void> {
    const loading = this.#takeUp();
    this.#loaded = loading.catch(() => {});
    return loading;
  }

  /** Starts a shell. */
  async open(): Promise<void> {
    if (this.#opening || !this.#writable) {
      return;
    }
    this.#opening = true;
    this.#render();
    try {
      // A terminal that is opened while the list is on its way may be in it, and would be taken up twice.
      await this.#loaded;
      if (this.#disposed) {
        return;
      }
      const size = this.#estimateSize();
      const terminalId = await openTerminal(this.#project, size.cols, size.rows);
      const tab = await this.#attach({ terminalId, ...size });
      this.#show(tab, true);
      announce(`Terminal ${tab.number} opened`);
    } catch (error) {
      toast('error', describe(error));
    } finally {
      this.#opening = false;
      this.#render();
    }
  }

  focus(): void {
    if (this.#current !== null) {
      this.#current.view.focus();
    } else {
      (this.#body.querySelector<HTMLElement>('button') ?? this.#newButton).focus();
    }
  }

  fit(): void {
    this.#current?.view.shown();
  }

  dispose(): void {
    this.#disposed = true;
    clearInterval(this.#clock);
    for (const tab of this.#tabs) {
      tab.view.dispose();
    }
  }

  /** The terminal that was shown last, on this visit or an earlier one. */
  get #last(): string | null {
    try {
      return localStorage.getItem(this.#lastKey);
    } catch {
      return null;
    }
  }

  get #lastKey(): string {
    return `cloudide.last-terminal.${this.#project}`;
  }

  async #takeUp(): Promise<void> {
    const terminals = await listTerminals(this.#project);
    terminals.sort((a, b) => (a.createdAt ?? '').localeCompare(b.createdAt ?? ''));
    for (const terminal of terminals) {
      await this.#attach(terminal);
    }
    const last = this.#last;
    this.#show(this.#tabs.find(tab => tab.terminalId === last) ?? this.#tabs[0] ?? null, false);
  }

  async #attach(terminal: TerminalInfo): Promise<Tab> {
    const identity = await claimViewer(terminal.terminalId);
    const numbers = new Set(this.#tabs.map(tab => tab.number));
    let number = 1;
    while (numbers.has(number)) {
      number++;
    }
    const notice = h('div', { class: 'terminal-notice', role: 'status' });
    const view = new TerminalView(this.#project, terminal.terminalId, identity, { cols: terminal.cols || 80, rows: terminal.rows || 24 }, {
      changed: () => this.#changed(tab),
      inputRefused: () => toast('error', 'Too much is waiting to be sent. Wait until the connection is back.'),
      bell: () => this.#ring(tab),
    });
    const pane = h('div', { class: 'terminal-pane', role: 'tabpanel', 'aria-label': `Terminal ${number}` }, view.element, notice);
    const tab: Tab = { number, terminalId: terminal.terminalId, view, notice, pane, closing: false, ended: false, since: Date.now() };
    if (this.#disposed) {
      view.dispose();
      return tab;
    }
    this.#tabs.push(tab);
    this.#render();
    view.start();
    return tab;
  }

  #show(tab: Tab | null, focus: boolean): void {
    this.#current = tab;
    if (tab !== null) {
      try {
        localStorage.setItem(this.#lastKey, tab.terminalId);
      } catch {
        // The first tab is shown on the next visit, then.
      }
    }
    this.#render();
    tab?.view.shown();
    if (focus) {
      this.focus();
    }
    this.#events.status();
  }

  async #close(tab: Tab): Promise<void> {
    if (tab.closing) {
      return;
    }
    tab.closing = true;
    const hadFocus = this.element.contains(document.activeElement);
    this.#changed(tab);
    try {
      await closeTerminal(this.#project, tab.terminalId);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) {
        tab.closing = false;
        this.#changed(tab);
        toast('error', `The terminal is not closed. ${describe(error)}`);
        return;
      }
    }
    tab.view.dispose();
    tab.pane.remove();
    const index = this.#tabs.indexOf(tab);
    this.#tabs = this.#tabs.filter(other => other !== tab);
    announce(`Terminal ${tab.number} closed`);
    if (this.#current === tab) {
      this.#show(this.#tabs[Math.min(index, this.#tabs.length - 1)] ?? null, hadFocus);
    } else {
      this.#render();
    }
    this.#events.closed();
  }

  #changed(tab: Tab): void {
    const { connection } = tab.view.status;
    if (connection.kind === 'stopped' && connection.reason === 'signed-out') {
      this.#events.signedOut();
    }
    if (!tab.ended && tab.view.status.exitCode !== null) {
      tab.ended = true;
      this.#events.closed();
    }
    this.#renderTabs();
    this.#renderNotice(tab);
    if (tab === this.#current) {
      this.#renderViewers();
    }
    this.#events.status();
  }

  #tick(): void {
    for (const tab of this.#tabs) {
      this.#renderNotice(tab);
    }
  }

  #renderNotice(tab: Tab): void {
    const actions: NoticeActions = {
      retry: () => tab.view.retryNow(),
      open: this.#writable ? () => void this.open() : null,
      close: this.#writable ? () => void this.#close(tab) : null,
    };
    renderNotice(tab.notice, tab.view.status, tab.closing, tab.since, actions);
  }

  #ring(tab: Tab): void {
    if (tab !== this.#current) {
      this.#tabList.querySelector(`[data-testid="terminal-tab-${tab.number}"]`)?.classList.add('tab-bell');
    }
  }

  #render(): void {
    this.#renderTabs();
    this.#renderViewers();
    this.#newButton.disabled = this.#opening || !this.#writable;
    for (const tab of this.#tabs) {
      if (tab.pane.parentElement !== this.#body) {
        this.#body.append(tab.pane);
      }
      tab.pane.hidden = tab !== this.#current;
    }
    this.#body.querySelector('.terminal-empty')?.remove();
    if (this.#current === null) {
      this.#body.append(h('div', { class: 'terminal-empty' },
        this.#opening ? spinner('Opening a terminal') : icon('terminal', 32),
        h('p', {}, this.#writable ? 'A terminal runs on a worker that starts when you need it.' : 'Nobody has opened a terminal.'),
        this.#writable ? button(this.#opening ? 'Opening…' : 'Open a terminal', 'primary', { testid: 'open-terminal', disabled: this.#opening, on: { click: () => void this.open() } }) : null));
    }
  }

  #renderTabs(): void {
    const focused = this.#tabList.contains(document.activeElement);
    this.#tabList.replaceChildren(...this.#tabs.map(tab => {
      const { status } = tab.view;
      const selected = tab === this.#current;
      const state = tab.closing ? 'closing' : status.exitCode !== null ? 'exited' : status.connection.kind === 'open' && (status.workspace === 'active' || status.workspace === '') ? 'active' : 'waiting';
      const name = `Terminal ${tab.number}`;
      return h('div', {
        class: `tab${selected ? ' tab-selected' : ''}`, role: 'tab', tabindex: selected ? 0 : -1, 'aria-selected': String(selected),
        testid: `terminal-tab-${tab.number}`, 'data-terminal-id': tab.terminalId, 'data-state': state, title: status.title || name,
        'aria-label': `${name}, ${state}`,
        on: {
          click: () => this.#show(tab, true),
          auxclick: event => {
            if (event.button === 1 && this.#writable) {
              void this.#close(tab);
            }
          },
        },
      },
      state === 'closing' ? spinner() : h('span', { class: `state-dot state-${state}` }),
      h('span', { class: 'tab-name' }, name),
      this.#writable ? h('button', {
        type: 'button', class: 'tab-close', tabindex: -1, 'aria-label': `Close ${name}`, title: 'Close: ends the shell', testid: `terminal-close-${tab.number}`, disabled: tab.closing,
        on: {
          click: event => {
            event.stopPropagation();
            void this.#close(tab);
          },
        },
      }, icon('close', 14)) : null);
    }));
    if (focused) {
      this.#tabList.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
    }
  }

  #renderViewers(): void {
    const status = this.#current?.view.status;
    const viewers = status?.viewers ?? [];
    const names = [...new Set(viewers.map(viewer => viewer.username))];
    this.#viewers.replaceChildren(...[
      status?.role === 'viewer' ? h('span', { class: 'badge', title: 'Your role lets you watch, not type' }, icon('eye', 14), 'watching') : null,
      viewers.length > 1 ? h('span', { class: 'badge', testid: 'terminal-viewers', title: `Attached: ${names.join(', ')}` }, icon('people', 14), String(viewers.length)) : null,
    ].filter(item => item !== null));
  }

  #openMenu(anchor: Element): void {
    const { terminalFontSize, screenReader } = preferences();
    const view = this.#current?.view;
    openMenu(anchor, [
      { text: 'Copy', shortcut: 'Ctrl Shift C', disabled: !view?.selection, run: () => void navigator.clipboard?.writeText(view?.selection ?? '') },
      { text: 'Paste', shortcut: 'Ctrl Shift V', disabled: !view || !this.#writable, run: () => void this.#paste() },
      { text: 'Clear the scrollback', disabled: !view, run: () => view?.clear() },
      'separator',
      { text: 'Larger text', disabled: terminalFontSize >= 24, run: () => setPreference('terminalFontSize', terminalFontSize + 1) },
      { text: 'Smaller text', disabled: terminalFontSize <= 9, run: () => setPreference('terminalFontSize', terminalFontSize - 1) },
      'separator',
      {
        text: 'Screen reader mode', shortcut: 'Alt Shift F1', checked: screenReader, testid: 'screen-reader',
        run: () => {
          setPreference('screenReader', !screenReader);
          announce(`Screen reader mode is ${screenReader ? 'off' : 'on'}`);
        },
      },
    ], 'Terminal options');
  }

  async #paste(): Promise<void> {
    try {
      this.#current?.view.paste(await navigator.clipboard.readText());
      this.focus();
    } catch {
      toast('error', 'The browser does not let this page paste. Press Ctrl+Shift+V in the terminal instead.');
    }
  }

  #onTabKey(event: KeyboardEvent): void {
    const index = this.#current === null ? -1 : this.#tabs.indexOf(this.#current);
    const count = this.#tabs.length;
    const target = event.key === 'ArrowRight' ? index + 1 : event.key === 'ArrowLeft' ? index - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? count - 1 : null;
    if (target !== null && count > 0) {
      event.preventDefault();
      this.#show(this.#tabs[(target + count) % count]!, false);
    } else if (event.key === 'Delete' && this.#current !== null && this.#writable) {
      event.preventDefault();
      void this.#close(this.#current);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.focus();
    }
  }

  /** The size of a terminal that is not there yet, so that its shell starts with about the right one. */
  #estimateSize(): { cols: number; rows: number } {
    const view = this.#current?.view;
    if (view && this.#body.clientHeight > 0) {
      return view.size;
    }
    const { terminalFontSize } = preferences();
    const cols = Math.floor((this.#body.clientWidth - 32) / (terminalFontSize * 0.6));
    const rows = Math.floor((this.#body.clientHeight - 12) / (terminalFontSize * 1.32 * 1.15));
    return { cols: Math.min(500, Math.max(20, cols || 80)), rows: Math.min(200, Math.max(5, rows || 24)) };
  }
}
