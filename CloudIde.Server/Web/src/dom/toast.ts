import { button, iconButton } from './controls.ts';
import { h } from './element.ts';
import { icon } from './icons.ts';

const stack = h('div', { class: 'toasts', testid: 'toasts' });

const looks = { success: 'check', info: 'info', warning: 'warning', error: 'warning' } as const;

/** Shows a message for a while. What went wrong stays longer and is spoken at once. */
export function toast(kind: keyof typeof looks, text: string, action?: { text: string; run(): void }): void {
  // A modal dialog is above everything else and makes it inert, so the message goes inside.
  const host = document.querySelector('dialog[open]') ?? document.body;
  host.append(stack);
  const serious = kind === 'error' || kind === 'warning';
  const item = h('div', { class: `toast toast-${kind}`, role: serious ? 'alert' : 'status' },
    icon(looks[kind]),
    h('span', { class: 'toast-text' }, text,
      action === undefined ? null : button(action.text, 'secondary', {
        class: 'toast-action',
        on: {
          click: () => {
            item.remove();
            action.run();
          },
        },
      })),
    iconButton('close', 'Dismiss', { on: { click: () => item.remove() } }));
  stack.append(item);
  while (stack.children.length > 4) {
    stack.firstElementChild?.remove();
  }
  setTimeout(() => item.remove(), action !== undefined ? 15_000 : serious ? 10_000 : 4_000);
}
