import { button, spinner } from '../dom/controls.ts';
import { h, type Child } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import type { TerminalStatus } from './terminalView.ts';

export interface NoticeActions {
  retry(): void;
  open: (() => void) | null;
  close: (() => void) | null;
}

const steps = [
  ['queued', 'Queued', 'Waiting for a worker'],
  ['starting', 'Starting', 'A worker is starting'],
  ['restoring', 'Restoring', 'Your files are being put in place'],
  ['active', 'Ready', 'The shell is starting'],
] as const;

/** What the person waits for or must know, over or under the terminal; nothing when all is well. */
export function renderNotice(host: HTMLElement, status: TerminalStatus, closing: boolean, since: number, actions: NoticeActions): void {
  const { key, className, content } = describeNotice(status, closing, since, actions);
  // Once a second nothing has changed but a number; replacing the buttons would take the focus from them.
  if (host.dataset['key'] !== key) {
    host.dataset['key'] = key;
    host.className = `terminal-notice ${className}`;
    host.replaceChildren();
    if (content !== null) {
      host.append(...content.filter((child): child is Node => child instanceof Node));
    }
  }
  const clock = host.querySelector('.notice-clock');
  if (clock) {
    clock.textContent = waited(since, status.message !== '');
  }
}

interface Notice {
  key: string;
  className: string;
  content: Child[] | null;
}

const none: Notice = { key: '', className: '', content: null };

function describeNotice(status: TerminalStatus, closing: boolean, since: number, actions: NoticeActions): Notice {
  const { connection } = status;
  if (closing) {
    return bar('closing', spinner(), h('span', {}, 'Closing. The files of this shell are being saved…'));
  }
  if (status.exitCode !== null) {
    return bar(`exit${status.exitCode}`,
      h('span', { class: `exit-code${status.exitCode === 0 ? '' : ' exit-code-bad'}`, 'data-testid': 'terminal-exit' }, `The shell ended with code ${status.exitCode}.`),
      actions.open ? button('New terminal', 'secondary', { on: { click: actions.open } }) : null,
      actions.close ? button('Close', 'quiet', { on: { click: actions.close } }) : null);
  }
  if (connection.kind === 'stopped' && connection.reason !== 'closed') {
    return bar(`stopped${connection.message}`, icon('warning'), h('span', {}, connection.message), actions.close ? button('Close', 'quiet', { on: { click: actions.close } }) : null);
  }
  if (status.error !== '') {
    return bar(`error${status.error}`, icon('warning'), h('span', {}, status.error));
  }
  if (connection.kind === 'waiting') {
    return bar('waiting', icon('cloudOff'), h('span', {}, 'Not connected. What you type is kept and sent once.'), button('Try now', 'secondary', { on: { click: actions.retry } }));
  }
  const waiting = status.workspace !== '' && status.workspace !== 'active';
  if (!status.hasOutput && (waiting || connection.kind === 'connecting' || status.workspace === 'active')) {
    return card(status, since);
  }
  if (waiting) {
    return bar(`workspace${status.workspace}${status.message}`, spinner(), h('span', {}, status.message || workspaceWords(status.workspace)));
  }
  return none;
}

/** What a workspace state means to the one who waits. */
export function workspaceWords(state: string): string {
  switch (state) {
    case 'queued': return 'Waiting for a worker';
    case 'starting': return 'A worker is starting';
    case 'restoring': return 'Your files are being put in place';
    case 'active': return 'Workspace active';
    case 'stopping': return 'The workspace is stopping; its files are being saved';
    case 'lost': return 'The worker was lost. The workspace is being restored on another one';
    default: return state;
  }
}

function bar(key: string, ...content: Child[]): Notice {
  return { key, className: 'terminal-bar', content };
}

/** Before the first byte: the steps from a press of the button to a prompt. */
function card(status: TerminalStatus, since: number): Notice {
  const at = steps.findIndex(([state]) => state === status.workspace);
  const title = at < 0 ? (status.workspace === '' ? 'Connecting' : workspaceWords(status.workspace)) : steps[at]![2];
  return {
    key: `card${status.workspace}${status.message}`,
    className: 'terminal-card',
    content: [h('div', { class: 'start-card' },
      h('ol', { class: 'start-steps' }, steps.map(([, name], index) =>
        h('li', { class: index < at ? 'step-done' : index === at ? 'step-now' : '', 'aria-current': index === at ? 'step' : null }, h('span', { class: 'step-mark' }, index < at ? icon('check', 12) : null), name))),
      h('p', { class: 'start-title' }, spinner(), title),
      h('p', { class: 'start-about' }, status.message, h('span', { class: 'notice-clock' }, waited(since, status.message !== ''))))],
  };
}

/** @param apart Whether it stands behind something, which may name a time of its own: how long it still takes. */
function waited(since: number, apart: boolean): string {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 1 ? '' : `${apart ? ' · ' : ''}${seconds} s so far`;
}
