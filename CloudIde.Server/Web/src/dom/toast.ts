import { iconButton } from './controls.ts';
import { h } from './element.ts';
import { icon } from './icons.ts';

const stack = h('div', { class: 'toasts', testid: 'toasts' });

/** Shows a message for a while. Errors stay longer and are spoken at once. */
export function toast(kind: 'success' | 'info' | 'error', text: string): void {
  // A modal dialog is above everything else and makes it inert, so the message goes inside.
  const host = document.querySelector('dialog[open]') ?? document.body;
  host.append(stack);
  const item = h('div', { class: `toast toast-${kind}`, role: kind === 'error' ? 'alert' : 'status' },
    icon(kind === 'success' ? 'check' : kind === 'info' ? 'info' : 'warning'),
    h('span', { class: 'toast-text' }, text),
    iconButton('close', 'Dismiss', { on: { click: () => item.remove() } }));
  stack.append(item);
  while (stack.children.length > 4) {
    stack.firstElementChild?.remove();
  }
  setTimeout(() => item.remove(), kind === 'error' ? 10_000 : 4_000);
}
