import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { ApiError } from '../api/client.ts';
import { listTerminals } from '../api/projects.ts';
import { onPreferences, preferences } from '../app/preferences.ts';
import { isDark, onTheme } from '../app/theme.ts';
import { h } from '../dom/element.ts';
import type { ControlFrame, Role, Viewer } from './frames.ts';
import { filterQueries } from './queryFilter.ts';
import { TerminalStream, type Connection, type Refusal, type Socket } from './stream.ts';
import { terminalTheme } from './themes.ts';
import type { ViewerIdentity } from './viewerIdentity.ts';

/** What the panel and the status line show of a terminal. */
export interface TerminalStatus {
  connection: Connection;
  /** queued, starting, restoring, active, stopping, lost; '' until the server has said. */
  workspace: string;
  message: string;
  role: Role | null;
  viewers: Viewer[];
  title: string;
  /** Set once the shell has ended. */
  exitCode: number | null;
  error: string;
  /** Whether anything has been printed. */
  hasOutput: boolean;
}

export interface TerminalEvents {
  changed(): void;
  /** Keys typed while offline do not fit any more. */
  inputRefused(): void;
  bell(): void;
}

/**
 * Ends whatever sequence an interrupted stream was in (CAN), then RIS: everything back to its start, in order with the
 * output. Then what xterm.js leaves as it was: line feeds that return, a hidden cursor, changed colours.
 */
const fullReset = new TextEncoder().encode('\x18\x1bc\x1b[20l\x1b[?25h\x1b[?12h\x1b]104\x07\x1b]110\x07\x1b]111\x07\x1b]112\x07');

const encoder = new TextEncoder();

/** One terminal: an xterm.js screen on a terminal stream. */
export class TerminalView {
  readonly element: HTMLElement;
  readonly terminalId: string;
  readonly status: TerminalStatus = {
    connection: { kind: 'connecting' }, workspace: '', message: '', role: null, viewers: [], title: '', exitCode: null, error: '', hasOutput: false,
  };
  readonly #project: string;
  readonly #identity: ViewerIdentity;
  readonly #events: TerminalEvents;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #stream: TerminalStream;
  readonly #resizes: ResizeObserver;
  readonly #undo: (() => void)[] = [];
  #opened = false;
  #webgl = false;
  #parsed = 0;
  /** Questions before this offset were asked of someone else. */
  #silentBefore: number;
  #common: { cols: number; rows: number } | null = null;
  #fitTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(project: string, terminalId: string, identity: ViewerIdentity, size: { cols: number; rows: number }, events: TerminalEvents) {
    this.#project = project;
    this.terminalId = terminalId;
    this.#identity = identity;
    this.#events = events;
    this.#silentBefore = identity.seen;
    this.element = h('div', { class: 'terminal-host', testid: 'terminal' });
    const { terminalFontSize, screenReader } = preferences();
    this.#terminal = new Terminal({
      ...size,
      allowProposedApi: true,
      cursorBlink: true,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontSize: terminalFontSize,
      lineHeight: 1.15,
      scrollback: 10_000,
      theme: terminalTheme(isDark()),
      screenReaderMode: screenReader,
      minimumContrastRatio: 3,
      drawBoldTextInBrightColors: false,
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(new Unicode11Addon());
    this.#terminal.unicode.activeVersion = '11';
    this.#terminal.loadAddon(new WebLinksAddon());
    filterQueries(this.#terminal, () => this.#parsed < this.#silentBefore || !this.#answersQueries());

    this.#stream = new TerminalStream({
      // A WebSocket hands its handlers wider events than the stream asks for, which the type system cannot see.
      connect: offset => new WebSocket(this.#url(offset)) as unknown as Socket,
      screen: {
        write: (bytes, end, parsed) => this.#write(bytes, end, parsed),
        reset: offset => this.#terminal.write(fullReset, () => (this.#parsed = offset)),
      },
      input: identity.input,
      onConnection: connection => {
        this.status.connection = connection;
        events.changed();
      },
      onFrame: frame => this.#onFrame(frame),
      findRefusal: () => this.#findRefusal(),
    });

    this.#terminal.onData(text => this.#send(encoder.encode(text)));
    this.#terminal.onBinary(text => this.#send(Uint8Array.from(text, letter => letter.charCodeAt(0) & 0xff)));
    this.#terminal.onBell(() => {
      if (this.#parsed >= this.#silentBefore) {
        events.bell();
      }
    });
    this.#terminal.onTitleChange(title => {
      this.status.title = title;
      events.changed();
    });
    this.#terminal.attachCustomKeyEventHandler(event => this.#onKey(event));

    this.#resizes = new ResizeObserver(() => this.#scheduleFit());
    this.#resizes.observe(this.element);
    const online = (): void => this.#stream.retryNow();
    const offline = (): void => this.#stream.drop();
    const visible = (): void => {
      if (document.visibilityState === 'visible') {
        this.#stream.retryNow();
      } else {
        this.#save();
      }
    };
    const hide = (): void => this.#save();
    addEventListener('online', online);
    addEventListener('offline', offline);
    addEventListener('pagehide', hide);
    document.addEventListener('visibilitychange', visible);
    this.#undo.push(
      () => removeEventListener('online', online),
      () => removeEventListener('offline', offline),
      () => removeEventListener('pagehide', hide),
      () => document.removeEventListener('visibilitychange', visible),
      onTheme(dark => (this.#terminal.options.theme = terminalTheme(dark))),
      onPreferences(({ terminalFontSize: fontSize, screenReader: reader }) => {
        this.#terminal.options.screenReaderMode = reader;
        this.#terminal.options.fontSize = fontSize;
        this.#spaceLetters();
        this.#scheduleFit();
      }));
  }

  start(): void {
    this.#save();
    this.#stream.start();
  }

  /** The text of the screen and its history, wrapped lines joined. */
  get text(): string {
    const buffer = this.#terminal.buffer.active;
    const lines: string[] = [];
    for (let index = 0; index < buffer.length; index++) {
      const line = buffer.getLine(index);
      if (line === undefined) {
        continue;
      }
      const next = buffer.getLine(index + 1);
      const text = line.translateToString(next?.isWrapped !== true);
      if (line.isWrapped && lines.length > 0) {
        lines[lines.length - 1] += text;
      } else {
        lines.push(text);
      }
    }
    return lines.join('\n').trimEnd();
  }

  get size(): { cols: number; rows: number } {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows };
  }

  get offset(): number {
    return this.#stream.parsedOffset;
  }

  get selection(): string {
    return this.#terminal.getSelection();
  }

  /** Called when the terminal is shown: a hidden one has no size. */
  shown(): void {
    if (!this.#opened && this.element.isConnected && this.element.clientWidth > 0) {
      this.#opened = true;
      this.#terminal.open(this.element);
      void this.#useFastRenderer();
    }
    this.fit();
  }

  fit(): void {
    if (!this.#opened || this.element.clientWidth === 0) {
      return;
    }
    const wanted = this.#fit.proposeDimensions();
    if (wanted === undefined || !Number.isFinite(wanted.cols) || !Number.isFinite(wanted.rows)) {
      return;
    }
    if (this.status.role !== 'viewer') {
      this.#stream.resize(wanted.cols, wanted.rows);
    }
    // Alone, the size is ours to choose; with others the server says which one fits all.
    const size = this.#shared() && this.#common !== null ? this.#common : wanted;
    if (size.cols !== this.#terminal.cols || size.rows !== this.#terminal.rows) {
      this.#terminal.resize(size.cols, size.rows);
    }
    this.element.classList.toggle('terminal-smaller', size.cols < wanted.cols - 1 || size.rows < wanted.rows - 1);
  }

  focus(): void {
    this.#terminal.focus();
  }

  scrollToEnd(): void {
    this.#terminal.scrollToBottom();
  }

  clear(): void {
    this.#terminal.clear();
  }

  paste(text: string): void {
    this.#terminal.paste(text);
  }

  retryNow(): void {
    this.#stream.retryNow();
  }

  /** The terminal is being closed: nothing more is sent or tried. */
  stop(): void {
    this.#stream.stop();
  }

  dispose(): void {
    this.#save();
    for (const undo of this.#undo) {
      undo();
    }
    clearTimeout(this.#fitTimer);
    this.#resizes.disconnect();
    this.#stream.stop();
    this.#terminal.dispose();
    this.#identity.release();
    this.element.remove();
  }

  #url(offset: number): string {
    const base = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`;
    return `${base}/ws/v2/projects/${encodeURIComponent(this.#project)}/terminals/${encodeURIComponent(this.terminalId)}?offset=${offset}&viewer=${this.#identity.id}`;
  }

  #write(bytes: Uint8Array, end: number, parsed: () => void): void {
    if (!this.status.hasOutput) {
      this.status.hasOutput = true;
      this.#events.changed();
    }
    // Split where the silence ends, so that each part is wholly inside or outside of it.
    const start = end - bytes.length;
    const cut = this.#silentBefore - start;
    if (cut > 0 && cut < bytes.length) {
      this.#terminal.write(bytes.subarray(0, cut), () => (this.#parsed = start + cut));
      bytes = bytes.subarray(cut);
    }
    this.#terminal.write(bytes, () => {
      this.#parsed = end;
      parsed();
    });
  }

  #onFrame(frame: ControlFrame): void {
    switch (frame.type) {
      case 'ready':
        this.status.role = frame.role ?? this.status.role;
        this.status.workspace = frame.state ?? this.status.workspace;
        this.status.error = '';
        this.#silentBefore = Math.max(this.#silentBefore, frame.answered ?? 0);
        this.#terminal.options.disableStdin = this.status.role === 'viewer';
        if (this.status.role === 'viewer' && frame.cols !== undefined && frame.rows !== undefined) {
          this.#common = { cols: frame.cols, rows: frame.rows };
        }
        break;
      case 'status':
        this.status.workspace = frame.state;
        this.status.message = frame.message ?? '';
        break;
      case 'viewers':
        this.status.viewers = frame.viewers;
        this.fit();
        break;
      case 'size':
        this.#common = { cols: frame.cols, rows: frame.rows };
        this.fit();
        break;
      case 'exit':
        this.status.exitCode = frame.code;
        // Nothing can be typed any more, so there is no cursor.
        this.#terminal.write('\x1b[?25l');
        this.#terminal.options.disableStdin = true;
        break;
      case 'error':
        this.status.error = frame.message;
        break;
      case 'reset':
      case 'inputAck':
        return;
    }
    this.#events.changed();
  }

  #send(data: Uint8Array): void {
    if (this.status.role === 'viewer' || this.status.exitCode !== null) {
      return;
    }
    if (!this.#stream.send(data)) {
      this.#events.inputRefused();
    }
  }

  #shared(): boolean {
    return this.status.viewers.length > 1 || this.status.role === 'viewer';
  }

  /** Of several viewers, the first one's terminal answers a program's questions; otherwise it would get several answers. */
  #answersQueries(): boolean {
    const { viewers, role } = this.status;
    const first = viewers[0];
    return role !== 'viewer' && (first === undefined || first.id === this.#identity.id || !viewers.some(viewer => viewer.id === this.#identity.id));
  }

  #onKey(event: KeyboardEvent): boolean {
    const key = event.key.toLowerCase();
    // These belong to the page (workbench/shortcuts.ts), everything else to the shell.
    if ((event.ctrlKey && event.code === 'Backquote') || (event.altKey && event.shiftKey && key === 'f1')) {
      return false;
    }
    if (event.ctrlKey && event.shiftKey && key === 'c') {
      if (event.type === 'keydown' && this.#terminal.hasSelection()) {
        void navigator.clipboard?.writeText(this.#terminal.getSelection());
      }
      event.preventDefault();
      return false;
    }
    // The browser's own paste command, which arrives as a paste event.
    return !(event.ctrlKey && event.shiftKey && key === 'v');
  }

  #scheduleFit(): void {
    clearTimeout(this.#fitTimer);
    this.#fitTimer = setTimeout(() => this.shown(), 50);
  }

  /** WebGL where a graphics processor does it. Software WebGL is slower than the DOM, and its absence no reason to fail. */
  async #useFastRenderer(): Promise<void> {
    if (!hasGraphicsProcessor()) {
      return;
    }
    try {
      const { WebglAddon } = await import('@xterm/addon-webgl');
      const addon = new WebglAddon();
      addon.onContextLoss(() => {
        this.#webgl = false;
        this.#spaceLetters();
        addon.dispose();
      });
      this.#terminal.loadAddon(addon);
      this.#webgl = true;
      this.#spaceLetters();
      this.fit();
    } catch {
      // The DOM renderer is in place already.
    }
  }

  /** WebGL cells are whole pixels wide, rounded down; rounded to the nearest they look as the font was drawn. */
  #spaceLetters(): void {
    const width = (this.#terminal.options.fontSize ?? 13) * 0.6 * devicePixelRatio;
    this.#terminal.options.letterSpacing = this.#webgl && width % 1 >= 0.5 ? 1 : 0;
  }

  #save(): void {
    this.#identity.save(this.#identity.input, this.#stream.parsedOffset);
  }

  async #findRefusal(): Promise<Refusal> {
    try {
      const terminals = await listTerminals(this.#project, true);
      return terminals.some(terminal => terminal.terminalId === this.terminalId) ? 'unreachable' : 'gone';
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      return status === 401 ? 'signed-out' : status === 403 ? 'forbidden' : status === 404 ? 'gone' : 'unreachable';
    }
  }
}

let graphicsProcessor: boolean | null = null;

function hasGraphicsProcessor(): boolean {
  if (graphicsProcessor === null) {
    const context = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
    // Browsers do not always count their own software renderer as a caveat, so its name is looked at too.
    const info = context?.getExtension('WEBGL_debug_renderer_info');
    const name = String(info ? context?.getParameter(info.UNMASKED_RENDERER_WEBGL) : '');
    graphicsProcessor = context !== null && !/swiftshader|llvmpipe|software|basic render/i.test(name);
    context?.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return graphicsProcessor;
}
