import { describe } from '../api/client.ts';
import { keepWorkspace } from '../api/workspace.ts';
import { announce } from '../dom/announce.ts';
import { button, notice } from '../dom/controls.ts';
import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { openMenu, type MenuEntry } from '../dom/menu.ts';
import { toast } from '../dom/toast.ts';
import type { WorkspaceInfo } from '../events/eventFrames.ts';
import { keepWords } from './keepWords.ts';

const choices = [['Keep for 1 hour', 60], ['Keep for 4 hours', 240], ['Keep for 1 day', 1440]] as const;

/** Why the workspace is kept and when it stops, in the status line; a warning before it does; and a menu to keep it. */
export class WorkspaceKeep {
  /** For the status line. */
  readonly element: HTMLButtonElement;
  /** The warning, above the status line. */
  readonly warning = h('div', { class: 'stop-warning' });
  readonly #project: string;
  readonly #writable: boolean;
  readonly #text = h('span', {});
  readonly #clock: ReturnType<typeof setInterval>;
  #workspace: WorkspaceInfo | null = null;
  /** How far the server's clock is ahead of this one (ms). */
  #ahead = 0;
  #warned = false;

  constructor(project: string, writable: boolean) {
    this.#project = project;
    this.#writable = writable;
    this.element = h('button', {
      type: 'button', class: 'status-keep', testid: 'workspace-keep', hidden: true, 'aria-haspopup': 'menu', 'aria-expanded': 'false',
      on: { click: () => openMenu(this.element, this.#entries(), 'Keep the workspace') },
    }, icon('clock', 13), this.#text);
    this.#clock = setInterval(() => this.#render(), 1000);
  }

  setServerTime(time: number): void {
    this.#ahead = time - Date.now();
  }

  show(workspace: WorkspaceInfo | null): void {
    this.#workspace = workspace;
    this.#render();
  }

  dispose(): void {
    clearInterval(this.#clock);
  }

  get #now(): number {
    return Date.now() + this.#ahead;
  }

  #render(): void {
    const words = this.#workspace === null ? { short: '', long: '', soon: false } : keepWords(this.#workspace, this.#now);
    if (this.#text.textContent !== words.short) {
      this.#text.textContent = words.short;
      this.element.title = words.long;
      this.element.hidden = words.short === '';
    }
    this.element.classList.toggle('status-keep-soon', words.soon);
    this.#renderWarning(words.soon, words.long);
  }

  #renderWarning(soon: boolean, text: string): void {
    if (!soon) {
      this.#warned = false;
      this.warning.replaceChildren();
      return;
    }
    if (!this.#warned) {
      // Said once; the seconds then count in silence.
      this.#warned = true;
      announce(`The workspace ${text.charAt(0).toLowerCase()}${text.slice(1)}`);
      const more = button('Longer…', 'quiet', { 'aria-haspopup': 'menu', 'aria-expanded': 'false', on: { click: () => openMenu(more, this.#entries(), 'Keep the workspace') } });
      const bar = notice('warning', h('span', { class: 'stop-text' }),
        this.#writable ? h('span', { class: 'notice-actions' }, button('Keep for 1 hour', 'secondary', { testid: 'keep-hour', on: { click: () => void this.#keep(60) } }), more) : null);
      bar.removeAttribute('role');
      bar.dataset['testid'] = 'stop-warning';
      this.warning.replaceChildren(bar);
    }
    this.warning.querySelector('.stop-text')!.textContent = `This workspace ${text.charAt(0).toLowerCase()}${text.slice(1)}. Its files are saved, programs end.`;
  }

  #entries(): MenuEntry[] {
    const workspace = this.#workspace;
    const words = workspace === null ? '' : keepWords(workspace, this.#now).long;
    if (!this.#writable) {
      return [{ heading: words }];
    }
    const entries: MenuEntry[] = [{ heading: words }, ...choices.map(([text, minutes]) => ({ text, testid: `keep-${minutes}`, run: () => void this.#keep(minutes) }))];
    if (workspace?.keepUntil != null && workspace.keepUntil > this.#now) {
      entries.push('separator', { text: 'Keep only while it is used', testid: 'keep-0', run: () => void this.#keep(0) });
    }
    return entries;
  }

  async #keep(minutes: number): Promise<void> {
    try {
      this.show(await keepWorkspace(this.#project, minutes));
      announce(this.element.title);
    } catch (error) {
      toast('error', `The workspace is not kept. ${describe(error)}`);
    }
  }
}
