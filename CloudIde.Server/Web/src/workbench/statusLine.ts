import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import type { EditorStatus } from '../editor/editorPane.ts';
import { workspaceWords } from '../terminal/terminalNotice.ts';
import type { TerminalStatus } from '../terminal/terminalView.ts';

/** The line at the bottom: the workspace and the connection on the left, the cursor and the language on the right. */
export class StatusLine {
  readonly element: HTMLElement;
  readonly #workspace = h('span', { class: 'status-workspace', testid: 'status' });
  readonly #editor = h('span', { class: 'status-editor' });

  /** @param parts What else stands on the left. */
  constructor(...parts: HTMLElement[]) {
    this.element = h('footer', { class: 'status-line' }, h('span', { class: 'status-left' }, this.#workspace, ...parts), this.#editor);
    this.show(null, '', null, 0);
  }

  /** @param workspace The workspace's state where no terminal says it, or ''. */
  show(terminal: TerminalStatus | null, workspace: string, editor: EditorStatus | null, unsaved: number): void {
    const [state, text] = summarize(terminal, workspace);
    if (this.#workspace.dataset['state'] !== state || this.#workspace.textContent !== text) {
      this.#workspace.dataset['state'] = state;
      this.#workspace.replaceChildren(state === 'offline' ? icon('cloudOff', 14) : h('span', { class: `state-dot state-${tone(state)}` }), h('span', {}, text));
    }
    const parts: string[] = [];
    if (unsaved > 0) {
      parts.push(unsaved === 1 ? '1 unsaved file' : `${unsaved} unsaved files`);
    }
    if (editor !== null) {
      parts.push(editor.selected > 0 ? `Ln ${editor.line}, Col ${editor.column} (${editor.selected} selected)` : `Ln ${editor.line}, Col ${editor.column}`, editor.lineEnds, editor.language);
    }
    this.#editor.replaceChildren(...parts.map(part => h('span', {}, part)));
  }
}

function tone(state: string): string {
  return state === 'active' ? 'active' : state === 'idle' || state === 'exited' ? 'exited' : state === 'lost' ? 'bad' : 'waiting';
}

function summarize(terminal: TerminalStatus | null, workspace: string): [string, string] {
  if (terminal === null) {
    return workspace === '' || workspace === 'inactive' ? ['idle', 'No workspace running'] : [workspace, workspaceWords(workspace)];
  }
  if (terminal.exitCode !== null) {
    return ['exited', `Shell ended with code ${terminal.exitCode}`];
  }
  switch (terminal.connection.kind) {
    case 'waiting':
      return ['offline', 'Not connected, trying again'];
    case 'stopped':
      return ['stopped', terminal.connection.message || 'Closing the terminal'];
    case 'connecting':
      return ['connecting', 'Connecting'];
    case 'open': {
      const state = terminal.workspace || 'active';
      return [state, workspaceWords(state)];
    }
  }
}
