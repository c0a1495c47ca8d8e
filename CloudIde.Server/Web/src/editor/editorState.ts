import { isolateHistory } from '@codemirror/commands';
import { indentUnit } from '@codemirror/language';
import { EditorState, Transaction, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { baseSetup } from './setup.ts';
import { findChanges, findIndent, type DecodedText } from './text.ts';

/** The editor's state for a file, from its beginning. @param extras What this file has beside what every file has. */
export function createState(path: string, { text, lineSeparator }: DecodedText, readOnly: boolean, extras: Extension): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      baseSetup,
      extras,
      EditorState.lineSeparator.of(lineSeparator),
      indentUnit.of(findIndent(text)),
      EditorState.readOnly.of(readOnly),
      /\.(md|markdown|txt)$/i.test(path) ? EditorView.lineWrapping : [],
      EditorView.contentAttributes.of({ 'aria-label': `Editor: ${path}` }),
    ],
  });
}

/**
 * The edit that makes a state's text another one; null when it is that already.
 * @param undoable A step of its own in the person's history, rather than none.
 */
export function replaceText(state: EditorState, { text, lineSeparator }: DecodedText, undoable: boolean): Transaction | null {
  const changes = findChanges(state.doc.toString(), text.replaceAll(lineSeparator, '\n'));
  return changes.length === 0 ? null : state.update({
    changes: changes.map(({ from, to, insert }) => ({ from, to, insert: state.toText(insert.replaceAll('\n', state.lineBreak)) })),
    annotations: undoable ? [isolateHistory.of('full')] : [Transaction.addToHistory.of(false), Transaction.remote.of(true)],
  });
}
