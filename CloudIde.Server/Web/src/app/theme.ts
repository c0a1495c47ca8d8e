import { onPreferences, preferences } from './preferences.ts';

const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<(dark: boolean) => void>();

export function isDark(): boolean {
  const { theme } = preferences();
  return theme === 'system' ? system.matches : theme === 'dark';
}

/** Calls `listener` on each change of the theme until the returned function is called. */
export function onTheme(listener: (dark: boolean) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The page follows the system, or the person's choice. */
export function startTheme(): void {
  const apply = (): void => {
    document.documentElement.dataset['theme'] = preferences().theme;
    for (const listener of listeners) {
      listener(isDark());
    }
  };
  system.addEventListener('change', apply);
  onPreferences(apply);
  apply();
}
