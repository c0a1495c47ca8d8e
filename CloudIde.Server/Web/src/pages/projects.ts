import { describe } from '../api/client.ts';
import { createProject, deleteProject, listProjects } from '../api/projects.ts';
import type { Project, User } from '../api/types.ts';
import { appHeader } from '../app/header.ts';
import { navigate, type Page } from '../app/router.ts';
import { findStack, stacks } from '../app/stacks.ts';
import { ago } from '../app/time.ts';
import { announce } from '../dom/announce.ts';
import { button, field, iconButton, notice } from '../dom/controls.ts';
import { confirmDanger, openDialog } from '../dom/dialog.ts';
import { h, uniqueId } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { openMenu } from '../dom/menu.ts';
import { toast } from '../dom/toast.ts';

export function projectsPage(user: User): Page {
  let projects: Project[] | null = null;
  const list = h('div', { class: 'project-list', testid: 'project-list' });
  const filter = h('input', {
    class: 'input filter-input', type: 'search', placeholder: 'Filter projects', 'aria-label': 'Filter projects', testid: 'project-filter',
    on: { input: () => render() },
  });
  const filterBox = h('div', { class: 'filter', hidden: true }, icon('search'), filter);
  const element = h('div', { class: 'page' },
    appHeader(user, null),
    h('main', { class: 'page-main' },
      h('div', { class: 'page-title' },
        h('h1', { tabindex: -1 }, 'Projects'),
        filterBox,
        button('New project', 'primary', { testid: 'new-project', on: { click: () => newProject() } }, 'plus')),
      list));

  async function load(): Promise<void> {
    try {
      projects = await listProjects();
      render();
    } catch (error) {
      list.replaceChildren(notice('error', describe(error), button('Try again', 'secondary', { on: { click: () => void load() } })));
    }
  }

  function render(): void {
    if (projects === null) {
      list.replaceChildren(...Array.from({ length: 3 }, () => h('div', { class: 'project-card skeleton', 'aria-hidden': 'true' })));
      return;
    }
    filterBox.hidden = projects.length < 7;
    const wanted = filterBox.hidden ? '' : filter.value.trim().toLowerCase();
    const shown = projects
      .filter(project => `${project.name} ${project.description ?? ''} ${project.stack ?? ''}`.toLowerCase().includes(wanted))
      .sort((a, b) => (b.updatedAt ?? '').localeCompare(a.updatedAt ?? ''));
    if (projects.length === 0) {
      list.replaceChildren(empty());
    } else if (shown.length === 0) {
      list.replaceChildren(h('p', { class: 'muted' }, `No project matches “${filter.value.trim()}”.`));
    } else {
      list.replaceChildren(h('ul', { class: 'project-grid' }, shown.map(card)));
    }
  }

  function card(project: Project): HTMLElement {
    const stack = findStack(project.stack ?? project.language);
    const more = iconButton('more', `More for ${project.name}`, {
      class: 'project-more', testid: `project-menu-${project.id}`, 'aria-haspopup': 'menu', 'aria-expanded': 'false',
      on: {
        click: () => openMenu(more, [
          { text: 'Open', icon: 'code', run: () => navigate(`/projects/${encodeURIComponent(project.id)}`) },
          'separator',
          { text: 'Delete…', icon: 'trash', danger: true, testid: 'project-delete', disabled: project.role !== undefined && project.role !== 'owner', run: () => void remove(project) },
        ], `Actions for ${project.name}`),
      },
    });
    const changed = ago(project.updatedAt ?? project.createdAt);
    return h('li', { class: 'project-card' },
      h('span', { class: 'stack-tile', style: `--hue: ${stack.hue}`, 'aria-hidden': 'true' }, stack.mark),
      h('div', { class: 'project-words' },
        h('a', { class: 'project-name', href: `/projects/${encodeURIComponent(project.id)}`, 'data-link': true, testid: `project-${project.id}` }, project.name),
        project.description ? h('p', { class: 'project-description' }, project.description) : null,
        h('p', { class: 'project-facts' }, stack.name, changed ? h('span', {}, `Changed ${changed}`) : null,
          project.role && project.role !== 'owner' ? h('span', { class: 'badge' }, project.role) : null)),
      more);
  }

  function empty(): HTMLElement {
    return h('div', { class: 'empty' },
      h('div', { class: 'empty-art', 'aria-hidden': 'true' }, icon('terminal', 40)),
      h('h2', {}, 'Start your first project'),
      h('p', {}, 'Pick a stack; you get a starter file and a terminal to run it in.'),
      h('div', { class: 'empty-stacks' }, stacks.slice(0, 4).map(stack =>
        h('button', { type: 'button', class: 'stack-quick', on: { click: () => newProject(stack.id) } },
          h('span', { class: 'stack-tile', style: `--hue: ${stack.hue}`, 'aria-hidden': 'true' }, stack.mark), stack.name))));
  }

  async function remove(project: Project): Promise<void> {
    if (!(await confirmDanger(`Delete ${project.name}?`, 'Its files, terminals and history are deleted for everyone who shares it. This cannot be undone.', 'Delete project'))) {
      return;
    }
    try {
      await deleteProject(project.id);
      projects = projects?.filter(other => other.id !== project.id) ?? null;
      render();
      announce(`${project.name} is deleted`);
      element.querySelector<HTMLElement>('h1')?.focus();
    } catch (error) {
      toast('error', describe(error));
    }
  }

  function newProject(chosen = 'python'): void {
    const group = uniqueId('stack');
    const name = field('Name', { testid: 'project-name', name: 'name', autocomplete: 'off', maxlength: 100, required: true, autofocus: true });
    const description = field('Description (optional)', { testid: 'project-description', name: 'description', autocomplete: 'off', maxlength: 500 });
    const problem = h('div');
    const choices = h('fieldset', { class: 'field stack-choices', testid: 'project-stack' },
      h('legend', { class: 'field-label' }, 'Stack'),
      h('div', { class: 'stack-grid' }, stacks.map(stack => h('label', { class: 'stack-choice', testid: `project-stack-${stack.id}` },
        h('input', { type: 'radio', name: group, value: stack.id, checked: stack.id === chosen, class: 'visually-hidden' }),
        h('span', { class: 'stack-tile', style: `--hue: ${stack.hue}`, 'aria-hidden': 'true' }, stack.mark),
        h('span', { class: 'stack-words' }, h('span', { class: 'stack-name' }, stack.name), h('span', { class: 'stack-about' }, stack.about))))));
    openDialog({
      title: 'New project',
      testid: 'new-project-dialog',
      class: 'dialog-wide',
      body: [problem, name.element, description.element, choices],
      actions: [{ text: 'Cancel', kind: 'secondary', value: '' }, { text: 'Create project', kind: 'primary', testid: 'project-create' }],
      onSubmit: async () => {
        if (name.input.value.trim() === '') {
          name.fail('Give the project a name.');
          name.input.focus();
          return false;
        }
        try {
          const stack = choices.querySelector<HTMLInputElement>('input:checked')?.value ?? 'empty';
          const project = await createProject(name.input.value.trim(), description.input.value.trim(), stack);
          navigate(`/projects/${encodeURIComponent(project.id)}`);
          return true;
        } catch (error) {
          problem.replaceChildren(notice('error', describe(error)));
          return false;
        }
      },
    });
  }

  render();
  void load();
  return { title: 'Projects · CloudIDE', element, shown: () => element.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true }) };
}
