import { h } from '../dom/element.ts';
import { openDialog } from '../dom/dialog.ts';

const mac = /Mac|iPhone|iPad/.test(navigator.platform);

interface Group {
  title: string;
  keys: [string, string][];
}

const groups: Group[] = [
  {
    title: 'Everywhere',
    keys: [['Ctrl P', 'Find a file by name'], ['Ctrl `', 'To the terminal and back'], ['Ctrl Shift `', 'New terminal'], ['F6', 'Next part of the page (Shift F6: the one before)'], ['F1', 'This list (not in the terminal)']],
  },
  {
    title: 'Editor',
    keys: [['Ctrl S', 'Save'], ['Alt W', 'Close the file'], ['Ctrl F', 'Find and replace'], ['Ctrl Z', 'Undo'], [mac ? 'Alt Shift M' : 'Ctrl M', 'Tab key moves the focus instead of indenting, and back']],
  },
  {
    title: 'Files',
    keys: [['↑ ↓ ← →', 'Move, open and close folders'], ['Enter', 'Open in the editor'], ['Space', 'Open and stay in the tree'], ['F2', 'Rename'], ['Del', 'Delete'], ['A–Z', 'Jump to a name']],
  },
  {
    title: 'Terminal',
    keys: [['Ctrl Shift C', 'Copy'], ['Ctrl Shift V', 'Paste'], ['Alt Shift F1', 'Screen reader mode']],
  },
];

/** Shows the keyboard shortcuts. */
export function showShortcuts(): void {
  if (document.querySelector('dialog[open]')) {
    return;
  }
  openDialog({
    title: 'Keyboard shortcuts',
    testid: 'shortcuts',
    class: 'dialog-wide',
    actions: [{ text: 'Close', kind: 'secondary', value: '' }],
    body: h('div', { class: 'shortcuts' }, groups.map(group =>
      h('section', {}, h('h3', {}, group.title), h('dl', {}, group.keys.map(([keys, what]) =>
        h('div', {}, h('dt', {}, keys.split(' ').map(key => h('kbd', {}, mac && key === 'Ctrl' && !keys.includes('`') && group.title !== 'Terminal' ? '⌘' : key))), h('dd', {}, what))))))),
  });
}

/** Whether the event is Ctrl (Command on a Mac) and this key. */
export function isCommand(event: KeyboardEvent, key: string): boolean {
  return (mac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === key;
}
