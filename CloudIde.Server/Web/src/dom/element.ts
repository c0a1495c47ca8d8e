type Handlers = { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };

export type Child = Node | string | null | undefined | false | Child[];

export interface Attributes {
  class?: string;
  /** A stable name for tests. */
  testid?: string;
  on?: Handlers;
  [name: string]: string | number | boolean | null | undefined | Handlers;
}

/** Creates an element. Text is always text, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      for (const [event, handler] of Object.entries(value as Handlers)) {
        element.addEventListener(event, handler as EventListener);
      }
    } else if (name === 'testid') {
      if (value === undefined) {
        continue;
      }
      element.dataset['testid'] = String(value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  append(element, children);
  return element;
}

export function append(parent: Element, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) {
      append(parent, child);
    } else if (child !== null && child !== undefined && child !== false) {
      parent.append(child);
    }
  }
}

/** An id for aria references. */
export function uniqueId(prefix: string): string {
  return `${prefix}-${++lastId}`;
}

let lastId = 0;
