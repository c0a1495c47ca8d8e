import './styles/index.css';
import { describe, whenSignedOut } from './api/client.ts';
import type { User } from './api/types.ts';
import { navigate, startRouter, type Page, type Route } from './app/router.ts';
import { currentUser, setUser } from './app/session.ts';
import { startTheme } from './app/theme.ts';
import { button } from './dom/controls.ts';
import { h } from './dom/element.ts';
import { loginPage, signupPage } from './pages/account.ts';
import { messagePage } from './pages/message.ts';
import { projectsPage } from './pages/projects.ts';

/** A page for signed-in people; others sign in first and come back. */
function signedIn(open: (user: User, parameters: string[]) => Page | Promise<Page>): Route['open'] {
  return guarded(async parameters => {
    const user = await currentUser();
    return user === null ? { redirect: loginPath() } : await open(user, parameters);
  });
}

function signedOut(open: () => Page): Route['open'] {
  return guarded(async () => ((await currentUser()) === null ? open() : { redirect: '/projects' }));
}

function guarded(open: Route['open']): Route['open'] {
  return async parameters => {
    try {
      return await open(parameters);
    } catch (error) {
      return messagePage('Something is in the way', describe(error), button('Try again', 'primary', { on: { click: () => location.reload() } }));
    }
  };
}

function loginPath(): string {
  const here = location.pathname + location.search;
  return here === '/' || here.startsWith('/login') || here.startsWith('/signup') ? '/login' : `/login?next=${encodeURIComponent(here)}`;
}

startTheme();
whenSignedOut(() => {
  setUser(null);
  if (!/^\/(login|signup)$/.test(location.pathname)) {
    navigate(loginPath(), true);
  }
});
startRouter(document.getElementById('app')!, [
  { pattern: /^\/$/, open: guarded(async () => ({ redirect: (await currentUser()) === null ? '/login' : '/projects' })) },
  { pattern: /^\/login$/, open: signedOut(loginPage) },
  { pattern: /^\/signup$/, open: signedOut(signupPage) },
  { pattern: /^\/projects$/, open: signedIn(user => projectsPage(user)) },
  {
    // The editor and the terminal are most of the code; the other pages do not wait for it.
    pattern: /^\/projects\/([^/]+)$/,
    open: signedIn(async (user, [id]) => (await import('./workbench/workbench.ts')).workbenchPage(user, id!)),
  },
  {
    pattern: /(?:)/,
    open: () => Promise.resolve(messagePage('Nothing is here', 'This address does not lead anywhere.', h('a', { class: 'button button-primary', href: '/', 'data-link': true }, 'Go to your projects'))),
  },
]);
