import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { MergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { iconButton } from '../dom/controls.ts';
import { openDialog } from '../dom/dialog.ts';
import { h } from '../dom/element.ts';
import { baseName } from '../files/paths.ts';
import { findLanguage } from './languages.ts';
import { textLooks } from './setup.ts';

/** Shows their version beside the own one, which can be edited there, and asks which one stays. */
export async function compareVersions(path: string, theirs: string, mine: string): Promise<{ keep: 'theirs' | 'mine'; text: string } | null> {
  const language = await findLanguage(path)?.load() ?? [];
  const looks: Extension = [lineNumbers(), textLooks, language, EditorView.lineWrapping];
  const host = h('div', { class: 'compare', testid: 'compare' });
  const dialog = openDialog({
    title: `Two versions of ${baseName(path)}`,
    testid: 'compare-dialog',
    class: 'dialog-compare',
    body: [
      h('div', { class: 'compare-heads', 'aria-hidden': 'true' }, h('span', {}, 'Theirs, as it is saved'), h('span', {}, 'Yours: take lines over with →, or edit here')),
      host,
    ],
    actions: [
      { text: 'Decide later', kind: 'quiet', value: '' },
      { text: 'Take theirs', kind: 'secondary', value: 'theirs', testid: 'compare-theirs' },
      { text: 'Keep what is on the right', kind: 'primary', value: 'mine', testid: 'compare-mine' },
    ],
  });
  const view = new MergeView({
    a: { doc: theirs, extensions: [looks, EditorState.readOnly.of(true), EditorView.editable.of(false), EditorView.contentAttributes.of({ 'aria-label': 'Their version', tabindex: '0' })] },
    b: { doc: mine, extensions: [looks, history(), keymap.of([...defaultKeymap, ...historyKeymap]), EditorView.contentAttributes.of({ 'aria-label': 'Your version' })] },
    parent: host,
    revertControls: 'a-to-b',
    renderRevertControl: () => iconButton('takeOver', 'Take these lines over'),
    collapseUnchanged: { margin: 3, minSize: 6 },
    diffConfig: { scanLimit: 500, timeout: 200 },
  });
  view.b.focus();
  const keep = await dialog.result;
  const text = view.b.state.doc.toString();
  view.destroy();
  return keep === 'theirs' || keep === 'mine' ? { keep, text } : null;
}
