/** An open file and where its cursor is, in characters from its start. */
export interface TabLayout {
  path: string;
  anchor: number;
  head: number;
  /** The first visible position. */
  top: number;
}

/** The open files of a project, as a person left them. */
export interface EditorLayout {
  tabs: TabLayout[];
  /** The path of the one that was shown, or ''. */
  active: string;
}

/** More open files than this are not kept. */
const maxTabs = 50;

const key = (project: string): string => `cloudide.open.${project}`;

/** The layout that was kept on this device, or null. */
export function readLayout(storage: Storage, project: string): EditorLayout | null {
  try {
    const value = JSON.parse(storage.getItem(key(project)) ?? 'null') as Partial<EditorLayout> | null;
    if (value === null || typeof value !== 'object' || !Array.isArray(value.tabs)) {
      return null;
    }
    const tabs = value.tabs.filter(isTab).slice(0, maxTabs);
    return { tabs, active: typeof value.active === 'string' ? value.active : '' };
  } catch {
    return null;
  }
}

export function writeLayout(storage: Storage, project: string, layout: EditorLayout): void {
  try {
    storage.setItem(key(project), JSON.stringify({ ...layout, tabs: layout.tabs.slice(0, maxTabs) }));
  } catch {
    // Storage is full or forbidden: the next visit starts afresh.
  }
}

function isTab(value: unknown): value is TabLayout {
  const tab = value as Partial<TabLayout> | null;
  return tab !== null && typeof tab === 'object' && typeof tab.path === 'string' && tab.path !== ''
    && [tab.anchor, tab.head, tab.top].every(position => Number.isSafeInteger(position) && position! >= 0);
}
