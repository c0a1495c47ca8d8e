import type { Page } from '../app/router.ts';
import { h, type Child } from '../dom/element.ts';
import { logo } from '../dom/icons.ts';

/** A page that only says something: not found, no access, no server. */
export function messagePage(title: string, text: string, ...actions: Child[]): Page {
  const heading = h('h1', { tabindex: -1 }, title);
  return {
    title: `${title} · CloudIDE`,
    element: h('main', { class: 'message-page' }, logo(44), heading, h('p', {}, text), h('div', { class: 'message-actions' }, actions)),
    shown: () => heading.focus(),
  };
}
