import { signIn, signUp } from '../api/accounts.ts';
import { ApiError, describe } from '../api/client.ts';
import { setUser } from '../app/session.ts';
import { navigate, type Page } from '../app/router.ts';
import { button, field, notice, spinner, type Field } from '../dom/controls.ts';
import { h, type Child } from '../dom/element.ts';
import { logo } from '../dom/icons.ts';

/** Where to go after signing in: only a path of this site. */
function nextPath(): string {
  const next = new URLSearchParams(location.search).get('next');
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/projects';
}

function withNext(path: string): string {
  return location.search.includes('next=') ? `${path}${location.search}` : path;
}

export function loginPage(): Page {
  const username = field('Username', { testid: 'login-username', name: 'username', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true });
  const password = field('Password', { testid: 'login-password', name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  return accountPage({
    title: 'Log in',
    lead: 'Welcome back. Your workspaces are where you left them.',
    fields: [username, password],
    submit: { text: 'Log in', testid: 'login-submit' },
    other: ['New here? ', h('a', { href: withNext('/signup'), 'data-link': true, testid: 'to-signup' }, 'Create an account')],
    check: () => [
      [username, username.input.value.trim() === '' ? 'Enter your username.' : null],
      [password, password.input.value === '' ? 'Enter your password.' : null],
    ],
    send: async () => {
      setUser(await signIn(username.input.value.trim(), password.input.value));
    },
  });
}

export function signupPage(): Page {
  const username = field('Username', { testid: 'signup-username', name: 'username', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true });
  const email = field('E-mail', { testid: 'signup-email', name: 'email', type: 'email', autocomplete: 'email', required: true });
  const password = field('Password', { testid: 'signup-password', name: 'password', type: 'password', autocomplete: 'new-password', required: true }, 'At least 8 characters.');
  return accountPage({
    title: 'Create an account',
    lead: 'A name, an address and a password. It stays on this server.',
    fields: [username, email, password],
    submit: { text: 'Create account', testid: 'signup-submit' },
    other: ['Already have one? ', h('a', { href: withNext('/login'), 'data-link': true, testid: 'to-login' }, 'Log in')],
    check: () => [
      [username, username.input.value.trim() === '' ? 'Choose a username.' : null],
      [email, /^[^@\s]+@[^@\s]+$/.test(email.input.value.trim()) ? null : 'Enter an e-mail address, such as you@example.com.'],
      [password, password.input.value.length < 8 ? 'Use at least 8 characters.' : null],
    ],
    send: async () => {
      await signUp(username.input.value.trim(), email.input.value.trim(), password.input.value);
      setUser(await signIn(username.input.value.trim(), password.input.value));
    },
  });
}

interface AccountForm {
  title: string;
  lead: string;
  fields: Field[];
  submit: { text: string; testid: string };
  other: Child;
  check(): [Field, string | null][];
  send(): Promise<void>;
}

function accountPage(form: AccountForm): Page {
  const submit = button(form.submit.text, 'primary', { type: 'submit', testid: form.submit.testid, class: 'button-wide' });
  const problem = h('div', { class: 'account-problem', testid: 'account-error' });
  const element = h('main', { class: 'account' },
    h('section', { class: 'account-side' },
      h('div', { class: 'account-card' },
        h('div', { class: 'account-brand' }, logo(34), h('span', { class: 'brand-name' }, 'CloudIDE')),
        h('h1', { tabindex: -1 }, form.title),
        h('p', { class: 'account-lead' }, form.lead),
        h('form', {
          novalidate: true, class: 'account-form',
          on: {
            submit: event => {
              event.preventDefault();
              void send();
            },
          },
        }, problem, form.fields.map(item => item.element), submit),
        h('p', { class: 'account-other' }, form.other))),
    vignette());

  async function send(): Promise<void> {
    problem.replaceChildren();
    let first: Field | null = null;
    for (const [item, message] of form.check()) {
      if (message !== null) {
        item.fail(message);
        first ??= item;
      }
    }
    if (first !== null) {
      first.input.focus();
      return;
    }
    submit.disabled = true;
    submit.prepend(spinner());
    try {
      await form.send();
      navigate(nextPath(), true);
    } catch (error) {
      showFailure(error);
    } finally {
      submit.disabled = false;
      submit.querySelector('.spinner')?.remove();
    }
  }

  function showFailure(error: unknown): void {
    // Field errors of a validation problem go to their fields, everything else above the form.
    if (error instanceof ApiError) {
      for (const item of form.fields) {
        const messages = Object.entries(error.errors).find(([name]) => name.toLowerCase() === item.input.name)?.[1];
        if (messages?.[0]) {
          item.fail(messages[0]);
          item.input.focus();
          return;
        }
      }
    }
    problem.replaceChildren(notice('error', describe(error)));
    form.fields[0]?.input.focus();
  }

  return { title: `${form.title} · CloudIDE`, element, shown: () => form.fields[0]?.input.focus() };
}

/** The picture beside the form: what the product does, in one terminal. */
function vignette(): HTMLElement {
  const line = (...parts: Child[]): HTMLElement => h('div', { class: 'vignette-line' }, ...parts);
  const tint = (kind: string, text: string): HTMLElement => h('span', { class: `v-${kind}` }, text);
  return h('aside', { class: 'account-picture', 'aria-hidden': 'true' },
    h('div', { class: 'vignette' },
      h('div', { class: 'vignette-bar' }, h('i'), h('i'), h('i'), h('span', {}, 'hello — terminal')),
      h('div', { class: 'vignette-body' },
        line(tint('dim', '● queued  ● starting  ● restoring  '), tint('ok', '● active')),
        line(),
        line(tint('prompt', '~/hello'), ' $ ls'),
        line('README.md  ', tint('ok', 'main.py'), '  data/'),
        line(tint('prompt', '~/hello'), ' $ python3 main.py'),
        line('Hello from a worker that did not'),
        line('exist a moment ago.'),
        line(tint('prompt', '~/hello'), ' $ ', h('span', { class: 'v-cursor' })))),
    h('p', { class: 'account-claim' }, 'An editor and real terminals.'),
    h('p', { class: 'account-subclaim' }, 'Workers come with the first key and go with the last. Your files, history and running output stay.'));
}
