import { h } from './element.ts';

const region = h('div', { class: 'visually-hidden', 'aria-live': 'polite', role: 'status' });

/** Says something to screen readers that others see. */
export function announce(text: string): void {
  if (!region.isConnected) {
    document.body.append(region);
  }
  region.textContent = '';
  // An unchanged text would not be spoken again; the empty one in between makes it a change.
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}
