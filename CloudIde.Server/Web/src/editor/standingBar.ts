import { button, notice } from '../dom/controls.ts';
import { h } from '../dom/element.ts';
import type { OpenDocument } from './document.ts';

/** What a person can decide about a file that is not what they opened. */
export interface StandingActions {
  save(): void;
  close(): void;
  compare(): void;
  keepBoth(): void;
  takeTheirs(): void;
  keepMine(): void;
}

/** The bar over a file that was changed or deleted elsewhere; null when there is nothing to say. */
export function standingBar(item: OpenDocument, writable: boolean, actions: StandingActions): HTMLElement | null {
  if (item.standing === 'same' || item.content.kind !== 'text') {
    return null;
  }
  if (item.standing === 'deleted') {
    return notice('warning', h('span', {}, 'This file was deleted elsewhere. What you see exists only here.'),
      writable ? button('Save it again', 'secondary', { testid: 'deleted-save', on: { click: () => actions.save() } }) : null,
      button('Close', 'quiet', { on: { click: () => actions.close() } }));
  }
  const isText = item.theirs?.decoded != null;
  return notice('warning', h('span', {}, 'A command or another person changed this file. Yours is not saved until you choose.'),
    h('span', { class: 'notice-actions', testid: 'conflict-bar' },
      isText ? button('Compare', 'secondary', { testid: 'conflict-compare', on: { click: () => actions.compare() } }) : null,
      button('Keep both', 'secondary', { testid: 'conflict-both', title: 'Saves yours under another name and shows theirs', on: { click: () => actions.keepBoth() } }),
      button('Take theirs', 'secondary', { testid: 'conflict-theirs', title: isText ? 'Undo brings yours back' : undefined, on: { click: () => actions.takeTheirs() } }),
      button('Keep mine', 'secondary', { testid: 'conflict-mine', title: 'Saves yours over theirs', on: { click: () => actions.keepMine() } })));
}
