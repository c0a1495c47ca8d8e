/** One page of the application. */
export interface Page {
  title: string;
  element: HTMLElement;
  /** Releases what the page holds: timers, sockets, listeners of the window. */
  dispose?(): void;
  /** Called once the element is in the document. */
  shown?(): void;
  /** Asked before another page replaces this one; false keeps it. */
  mayLeave?(): Promise<boolean>;
}

export interface Route {
  pattern: RegExp;
  /** Makes the page, or names the path to go to instead. */
  open(parameters: string[]): Promise<Page | { redirect: string }>;
}

let routes: Route[] = [];
let host: HTMLElement;
let page: Page | null = null;
let shownUrl = '';
let turn = 0;

export function startRouter(element: HTMLElement, table: Route[]): void {
  host = element;
  routes = table;
  addEventListener('popstate', () => void show(true));
  document.addEventListener('click', event => {
    const link = (event.target as Element).closest?.('a[data-link]');
    if (link instanceof HTMLAnchorElement && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      navigate(link.pathname + link.search);
    }
  });
  void show(false);
}

export function navigate(path: string, replace = false): void {
  void leave().then(free => {
    if (free) {
      history[replace ? 'replaceState' : 'pushState'](null, '', path);
      void show(false);
    }
  });
}

/** Changes the address without changing the page. */
export function setAddress(path: string): void {
  history.replaceState(null, '', path);
  shownUrl = location.pathname + location.search;
}

async function leave(): Promise<boolean> {
  return (await page?.mayLeave?.()) !== false;
}

async function show(back: boolean): Promise<void> {
  if (back && !(await leave())) {
    history.pushState(null, '', shownUrl);
    return;
  }
  const mine = ++turn;
  for (const route of routes) {
    const match = route.pattern.exec(location.pathname);
    if (match === null) {
      continue;
    }
    const next = await route.open(match.slice(1).map(decodeURIComponent));
    if (mine !== turn) {
      // Another navigation overtook this one.
      if (!('redirect' in next)) {
        next.dispose?.();
      }
      return;
    }
    if ('redirect' in next) {
      history.replaceState(null, '', next.redirect);
      await show(false);
      return;
    }
    page?.dispose?.();
    page = next;
    shownUrl = location.pathname + location.search;
    document.title = next.title;
    host.replaceChildren(next.element);
    next.shown?.();
    return;
  }
}
