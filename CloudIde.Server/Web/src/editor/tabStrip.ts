import { spinner } from '../dom/controls.ts';
import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { fileMark } from '../files/fileMark.ts';
import { baseName, parentOf } from '../files/paths.ts';
import type { OpenDocument } from './document.ts';

export interface TabEvents {
  show(item: OpenDocument, focus: boolean): void;
  close(item: OpenDocument): void;
  /** To what the tab shows. */
  enter(): void;
}

/** The tabs of the open files (the ARIA tabs pattern: arrows, Home, End, Delete). */
export class TabStrip {
  readonly element: HTMLElement;
  readonly #events: TabEvents;
  #items: readonly OpenDocument[] = [];
  #current: OpenDocument | null = null;

  constructor(events: TabEvents) {
    this.#events = events;
    this.element = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Open files', on: { keydown: event => this.#onKey(event) } });
  }

  render(items: readonly OpenDocument[], current: OpenDocument | null): void {
    this.#items = items;
    this.#current = current;
    const focused = this.element.contains(document.activeElement);
    this.element.replaceChildren(...items.map(item => this.#tab(item)));
    const selected = this.element.querySelector<HTMLElement>('[aria-selected=true]');
    selected?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    if (focused) {
      selected?.focus();
    }
  }

  #tab(item: OpenDocument): HTMLElement {
    const selected = item === this.#current;
    const twin = this.#items.some(other => other !== item && baseName(other.path) === baseName(item.path));
    const about = item.standing === 'deleted' ? ', deleted' : item.standing === 'changed' ? ', changed elsewhere' : '';
    return h('div', {
      class: `tab${selected ? ' tab-selected' : ''}${item.dirty ? ' tab-dirty' : ''}${item.standing === 'same' ? '' : ` tab-${item.standing}`}`,
      role: 'tab', tabindex: selected ? 0 : -1, 'aria-selected': String(selected), title: item.path, testid: `editor-tab-${item.path}`,
      'aria-label': `${item.path}${item.dirty ? ', unsaved' : ''}${about}`,
      on: {
        click: () => this.#events.show(item, true),
        auxclick: event => {
          if (event.button === 1) {
            this.#events.close(item);
          }
        },
      },
    },
    fileMark(item.path), h('span', { class: 'tab-name' }, baseName(item.path)), twin && parentOf(item.path) ? h('span', { class: 'tab-folder' }, parentOf(item.path)) : null,
    h('button', {
      type: 'button', class: 'tab-close', tabindex: -1, 'aria-label': `Close ${item.path}`, title: item.dirty ? 'Unsaved changes. Close' : 'Close',
      on: {
        click: event => {
          event.stopPropagation();
          this.#events.close(item);
        },
      },
    }, item.saving ? spinner() : h('span', { class: 'tab-dot' }), icon('close', 14)));
  }

  #onKey(event: KeyboardEvent): void {
    const index = this.#current === null ? -1 : this.#items.indexOf(this.#current);
    const count = this.#items.length;
    const target = event.key === 'ArrowRight' ? index + 1 : event.key === 'ArrowLeft' ? index - 1 : event.key === 'Home' ? 0 : event.key === 'End' ? count - 1 : null;
    if (target !== null && count > 0) {
      this.#events.show(this.#items[(target + count) % count]!, false);
    } else if (event.key === 'Delete' && this.#current !== null) {
      this.#events.close(this.#current);
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.#events.enter();
    } else {
      return;
    }
    event.preventDefault();
  }
}
