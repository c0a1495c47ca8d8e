/** What a person has chosen on this device. Nothing of it is needed: storage may be full or forbidden. */
export interface Preferences {
  theme: 'system' | 'light' | 'dark';
  screenReader: boolean;
  terminalFontSize: number;
  treeWidth: number;
  terminalHeight: number;
}

const defaults: Preferences = { theme: 'system', screenReader: false, terminalFontSize: 13, treeWidth: 256, terminalHeight: 0.38 };
const key = 'cloudide.preferences';
const listeners = new Set<(preferences: Preferences) => void>();
let current = load();

export function preferences(): Readonly<Preferences> {
  return current;
}

export function setPreference<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
  if (current[name] === value) {
    return;
  }
  current = { ...current, [name]: value };
  try {
    localStorage.setItem(key, JSON.stringify(current));
  } catch {
    // Then the choice lasts as long as the page.
  }
  for (const listener of listeners) {
    listener(current);
  }
}

/** Calls `listener` on each change until the returned function is called. */
export function onPreferences(listener: (preferences: Preferences) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function load(): Preferences {
  try {
    const stored = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>;
    const merged = { ...defaults };
    for (const name of Object.keys(defaults) as (keyof Preferences)[]) {
      if (typeof stored[name] === typeof defaults[name]) {
        Object.assign(merged, { [name]: stored[name] });
      }
    }
    return merged;
  } catch {
    return { ...defaults };
  }
}
