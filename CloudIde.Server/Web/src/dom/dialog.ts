import { button, iconButton, type ButtonKind } from './controls.ts';
import { h, uniqueId, type Child } from './element.ts';

export interface DialogAction {
  text: string;
  kind: ButtonKind;
  testid?: string;
  /** What the dialog's result is; an action without one submits the dialog's form. */
  value?: string;
}

export interface DialogOptions {
  title: string;
  body: Child;
  actions: DialogAction[];
  testid?: string;
  class?: string;
  /** Runs when the form is submitted; the dialog closes with 'submit' unless it returns false. */
  onSubmit?: () => Promise<boolean> | boolean;
}

/** Opens a modal dialog. Resolves with the value of the action, or '' when it was dismissed. */
export function openDialog(options: DialogOptions): { element: HTMLDialogElement; result: Promise<string> } {
  const titleId = uniqueId('dialog');
  let busy = false;
  const buttons = options.actions.map(action =>
    button(action.text, action.kind, {
      type: action.value === undefined ? 'submit' : 'button',
      testid: action.testid,
      on: { click: () => (action.value === undefined ? undefined : element.close(action.value)) },
    }));
  const form = h('form', {
    class: 'dialog-form', novalidate: true,
    on: {
      submit: event => {
        event.preventDefault();
        void submit();
      },
    },
  },
  h('header', { class: 'dialog-header' },
    h('h2', { id: titleId }, options.title),
    iconButton('close', 'Close', { on: { click: () => element.close('') } })),
  h('div', { class: 'dialog-body' }, options.body),
  options.actions.length > 0 ? h('footer', { class: 'dialog-footer' }, buttons) : null);
  const element = h('dialog', { class: `dialog ${options.class ?? ''}`.trim(), 'aria-labelledby': titleId, testid: options.testid }, form);

  async function submit(): Promise<void> {
    if (busy) {
      return;
    }
    busy = true;
    form.classList.add('busy');
    try {
      if ((await options.onSubmit?.()) !== false) {
        element.close('submit');
      }
    } finally {
      busy = false;
      form.classList.remove('busy');
    }
  }

  // A press on the backdrop dismisses; a drag that began inside (selecting text) does not.
  element.addEventListener('pointerdown', event => {
    if (event.target === element) {
      element.close('');
    }
  });
  const result = new Promise<string>(resolve => {
    element.addEventListener('close', () => {
      element.remove();
      resolve(element.returnValue);
    });
  });
  document.body.append(element);
  element.showModal();
  // Enter takes the last action, unless that destroys something.
  const last = options.actions.at(-1)?.kind === 'danger' ? buttons[0] : buttons.at(-1);
  const first = element.querySelector<HTMLElement>('[autofocus], .dialog-body input:not([type=radio]), .dialog-body select') ?? last;
  first?.focus();
  return { element, result };
}

/** Asks whether to do something that cannot be undone. */
export async function confirmDanger(title: string, text: Child, action: string): Promise<boolean> {
  const dialog = openDialog({
    title,
    body: h('p', {}, text),
    testid: 'confirm-dialog',
    actions: [
      { text: 'Cancel', kind: 'secondary', value: '' },
      { text: action, kind: 'danger', testid: 'confirm', value: 'yes' },
    ],
  });
  return (await dialog.result) === 'yes';
}
