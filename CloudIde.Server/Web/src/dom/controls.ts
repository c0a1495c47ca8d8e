import { h, uniqueId, type Attributes, type Child } from './element.ts';
import { icon, type IconName } from './icons.ts';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger';

export function button(text: string, kind: ButtonKind, attributes: Attributes = {}, iconName?: IconName): HTMLButtonElement {
  return h('button', { type: 'button', ...attributes, class: `button button-${kind} ${attributes.class ?? ''}`.trim() },
    iconName ? icon(iconName) : null, h('span', {}, text));
}

/** A button that is only an icon; `label` is its name and its tooltip. */
export function iconButton(name: IconName, label: string, attributes: Attributes = {}): HTMLButtonElement {
  return h('button', { type: 'button', title: label, 'aria-label': label, ...attributes, class: `icon-button ${attributes.class ?? ''}`.trim() }, icon(name));
}

export interface Field {
  element: HTMLElement;
  input: HTMLInputElement;
  fail(message: string): void;
  clear(): void;
}

/** A labelled input with its hint and its error. */
export function field(label: string, attributes: Attributes, hint?: string): Field {
  const id = uniqueId('field');
  const input = h('input', { id, class: 'input', type: 'text', ...attributes });
  const error = h('p', { class: 'field-error', id: `${id}-error`, hidden: true });
  const hintText = hint ? h('p', { class: 'field-hint', id: `${id}-hint` }, hint) : null;
  if (hintText) {
    input.setAttribute('aria-describedby', hintText.id);
  }
  const clear = (): void => {
    error.hidden = true;
    input.removeAttribute('aria-invalid');
    if (hintText) {
      hintText.hidden = false;
      input.setAttribute('aria-describedby', hintText.id);
    } else {
      input.removeAttribute('aria-describedby');
    }
  };
  input.addEventListener('input', clear);
  return {
    element: h('div', { class: 'field' }, h('label', { for: id, class: 'field-label' }, label), input, hintText, error),
    input,
    clear,
    fail: message => {
      error.textContent = message;
      error.hidden = false;
      if (hintText) {
        hintText.hidden = true;
      }
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', error.id);
    },
  };
}

export function spinner(label?: string): HTMLElement {
  return h('span', { class: 'spinner', role: label ? 'img' : null, 'aria-label': label, 'aria-hidden': label ? null : 'true' });
}

/** A notice inside a page: something the person should know or decide. */
export function notice(kind: 'info' | 'warning' | 'error', ...children: Child[]): HTMLElement {
  return h('div', { class: `notice notice-${kind}`, role: kind === 'error' ? 'alert' : 'status' },
    icon(kind === 'info' ? 'info' : 'warning'), h('div', { class: 'notice-body' }, ...children));
}
