import { h } from './element.ts';
import { icon, type IconName } from './icons.ts';

export interface MenuItem {
  text: string;
  icon?: IconName;
  shortcut?: string;
  testid?: string;
  danger?: boolean;
  /** Present for items that are on or off. */
  checked?: boolean;
  disabled?: boolean;
  run(): void;
}

export type MenuEntry = MenuItem | 'separator' | { heading: string };

let closeOpen: (() => void) | null = null;

/** Opens a menu below an element or at a point. Focus goes back to where it was when the menu closes. */
export function openMenu(anchor: Element | { x: number; y: number }, entries: MenuEntry[], label: string): void {
  closeOpen?.();
  const before = document.activeElement as HTMLElement | null;
  const items: HTMLButtonElement[] = [];
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': label });
  for (const entry of entries) {
    if (entry === 'separator') {
      menu.append(h('div', { class: 'menu-separator', role: 'separator' }));
    } else if ('heading' in entry) {
      menu.append(h('div', { class: 'menu-heading', role: 'presentation' }, entry.heading));
    } else {
      const item = h('button', {
        type: 'button', tabindex: -1, testid: entry.testid, disabled: entry.disabled,
        class: `menu-item${entry.danger ? ' menu-item-danger' : ''}`,
        role: entry.checked === undefined ? 'menuitem' : 'menuitemcheckbox',
        'aria-checked': entry.checked === undefined ? null : String(entry.checked),
        on: {
          click: () => {
            close(true);
            entry.run();
          },
          pointerenter: () => item.focus(),
        },
      },
      entry.checked === true ? icon('check') : entry.icon ? icon(entry.icon) : h('span', { class: 'menu-no-icon' }),
      h('span', { class: 'menu-text' }, entry.text),
      entry.shortcut ? h('kbd', {}, entry.shortcut) : null);
      items.push(item);
      menu.append(item);
    }
  }

  function close(restoreFocus: boolean): void {
    closeOpen = null;
    menu.remove();
    document.removeEventListener('pointerdown', onOutside, true);
    window.removeEventListener('blur', onBlur);
    window.removeEventListener('resize', onBlur);
    if (anchor instanceof Element) {
      anchor.setAttribute('aria-expanded', 'false');
    }
    if (restoreFocus) {
      before?.focus();
    }
  }
  const onBlur = (): void => close(false);
  const onOutside = (event: Event): void => {
    if (!menu.contains(event.target as Node)) {
      // The press that closes the menu must not open it again by its own button.
      if (anchor instanceof Element && anchor.contains(event.target as Node)) {
        event.stopPropagation();
        event.preventDefault();
        anchor.addEventListener('click', stop => stop.stopImmediatePropagation(), { capture: true, once: true });
      }
      close(false);
    }
  };

  menu.addEventListener('keydown', event => {
    const usable = items.filter(item => !item.disabled);
    const index = usable.indexOf(document.activeElement as HTMLButtonElement);
    const go = (to: number): void => usable[(to + usable.length) % usable.length]?.focus();
    switch (event.key) {
      case 'ArrowDown': go(index + 1); break;
      case 'ArrowUp': go(index - 1); break;
      case 'Home': go(0); break;
      case 'End': go(-1); break;
      case 'Escape': close(true); break;
      case 'Tab': close(true); break;
      default: {
        if (event.key.length !== 1 || event.ctrlKey || event.metaKey) {
          return;
        }
        const rest = [...usable.slice(index + 1), ...usable.slice(0, index + 1)];
        rest.find(item => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
        return;
      }
    }
    event.preventDefault();
    event.stopPropagation();
  });

  // Inside an open modal dialog, everything else is inert.
  const host = anchor instanceof Element ? anchor.closest('dialog') ?? document.body : document.body;
  host.append(menu);
  place(menu, anchor);
  if (anchor instanceof Element) {
    anchor.setAttribute('aria-expanded', 'true');
  }
  document.addEventListener('pointerdown', onOutside, true);
  window.addEventListener('blur', onBlur);
  window.addEventListener('resize', onBlur);
  closeOpen = () => close(false);
  items.find(item => !item.disabled)?.focus();
}

function place(menu: HTMLElement, anchor: Element | { x: number; y: number }): void {
  const size = menu.getBoundingClientRect();
  const margin = 8;
  let x: number;
  let y: number;
  if (anchor instanceof Element) {
    const box = anchor.getBoundingClientRect();
    // Menus of buttons near the right edge open towards the left.
    x = box.left + size.width + margin > innerWidth ? box.right - size.width : box.left;
    y = box.bottom + 4 + size.height + margin > innerHeight ? box.top - size.height - 4 : box.bottom + 4;
  } else {
    ({ x, y } = anchor);
  }
  menu.style.left = `${Math.max(margin, Math.min(x, innerWidth - size.width - margin))}px`;
  menu.style.top = `${Math.max(margin, Math.min(y, innerHeight - size.height - margin))}px`;
}
