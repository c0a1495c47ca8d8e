import type { User } from '../api/types.ts';
import { describe } from '../api/client.ts';
import { h, type Child } from '../dom/element.ts';
import { icon, logo } from '../dom/icons.ts';
import { openMenu } from '../dom/menu.ts';
import { toast } from '../dom/toast.ts';
import { preferences, setPreference } from './preferences.ts';
import { navigate } from './router.ts';
import { signOut } from './session.ts';

/** The bar at the top of the signed-in pages. */
export function appHeader(user: User, middle: Child, ...tools: Child[]): HTMLElement {
  return h('header', { class: 'app-header' },
    h('a', { class: 'brand', href: '/projects', 'data-link': true, 'aria-label': 'CloudIDE: all projects' }, logo(26), h('span', { class: 'brand-name' }, 'CloudIDE')),
    middle,
    h('div', { class: 'app-header-tools' }, tools, userMenu(user)));
}

function userMenu(user: User): HTMLElement {
  const opener = h('button', {
    type: 'button', class: 'avatar-button', testid: 'user-menu', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
    'aria-label': `Account of ${user.username}`, title: user.username,
    on: {
      click: () => {
        const { theme } = preferences();
        openMenu(opener, [
          { heading: user.email ? `${user.username} · ${user.email}` : user.username },
          'separator',
          { heading: 'Theme' },
          { text: 'Like the system', icon: 'display', checked: theme === 'system', testid: 'theme-system', run: () => setPreference('theme', 'system') },
          { text: 'Light', icon: 'sun', checked: theme === 'light', testid: 'theme-light', run: () => setPreference('theme', 'light') },
          { text: 'Dark', icon: 'moon', checked: theme === 'dark', testid: 'theme-dark', run: () => setPreference('theme', 'dark') },
          'separator',
          { text: 'Log out', icon: 'signOut', testid: 'logout', run: () => void leave() },
        ], 'Account');
      },
    },
  }, avatar(user.username), icon('chevronDown', 12));
  return opener;
}

/** A person's initial in a colour of their own. */
export function avatar(name: string): HTMLElement {
  let hash = 7;
  for (const letter of name) {
    hash = (hash * 31 + letter.codePointAt(0)!) % 360;
  }
  return h('span', { class: 'avatar', style: `--hue: ${hash}`, 'aria-hidden': 'true' }, (name[0] ?? '?').toUpperCase());
}

async function leave(): Promise<void> {
  try {
    await signOut();
    navigate('/login');
  } catch (error) {
    toast('error', describe(error));
  }
}
