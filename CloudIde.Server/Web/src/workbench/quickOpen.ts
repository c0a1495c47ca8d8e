import { h, uniqueId } from '../dom/element.ts';
import { fileMark } from '../files/fileMark.ts';
import { baseName, parentOf } from '../files/paths.ts';
import { findMatches } from './fuzzy.ts';

/** Finds a file by parts of its name (the ARIA combobox pattern: the focus stays in the field). */
export function quickOpen(paths: string[], open: (path: string) => void): void {
  if (document.querySelector('dialog[open]')) {
    return;
  }
  const listId = uniqueId('matches');
  let matches: string[] = [];
  let at = 0;
  const list = h('ul', { class: 'quick-list', role: 'listbox', id: listId, 'aria-label': 'Matching files' });
  const input = h('input', {
    class: 'quick-input', placeholder: 'Find a file by name', 'aria-label': 'Find a file by name', role: 'combobox', 'aria-expanded': 'true',
    'aria-controls': listId, 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false', testid: 'quick-open',
    on: {
      input: () => search(),
      keydown: event => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          event.preventDefault();
          at = (at + (event.key === 'ArrowDown' ? 1 : -1) + matches.length) % Math.max(1, matches.length);
          mark();
        } else if (event.key === 'Enter') {
          event.preventDefault();
          choose(at);
        }
      },
    },
  });
  const dialog = h('dialog', { class: 'quick', 'aria-label': 'Find a file by name' }, input, list);

  function search(): void {
    matches = input.value.trim() === '' ? [...paths].sort().slice(0, 50) : findMatches(input.value, paths);
    at = 0;
    list.replaceChildren(...matches.map((path, index) => h('li', {
      id: `${listId}-${index}`, role: 'option', class: 'quick-item', on: { click: () => choose(index) },
    }, fileMark(path), h('span', { class: 'quick-name' }, baseName(path)), h('span', { class: 'quick-folder' }, parentOf(path)))));
    if (matches.length === 0) {
      list.append(h('li', { class: 'quick-none', role: 'presentation' }, paths.length === 0 ? 'The project has no files.' : 'No file matches.'));
    }
    mark();
  }

  function mark(): void {
    [...list.children].forEach((item, index) => item.setAttribute('aria-selected', String(index === at)));
    input.setAttribute('aria-activedescendant', matches.length > 0 ? `${listId}-${at}` : '');
    list.children[at]?.scrollIntoView({ block: 'nearest' });
  }

  function choose(index: number): void {
    const path = matches[index];
    if (path !== undefined) {
      dialog.close();
      open(path);
    }
  }

  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('pointerdown', event => {
    if (event.target === dialog) {
      dialog.close();
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  search();
  input.focus();
}
