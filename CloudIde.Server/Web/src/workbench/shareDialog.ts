import { listMembers, removeMember, setMember } from '../api/projects.ts';
import { describe } from '../api/client.ts';
import type { Member, Project, User } from '../api/types.ts';
import { avatar } from '../app/header.ts';
import { announce } from '../dom/announce.ts';
import { button, field, iconButton, notice, spinner } from '../dom/controls.ts';
import { openDialog } from '../dom/dialog.ts';
import { h } from '../dom/element.ts';
import type { Role } from '../terminal/frames.ts';

const roles: [Role, string][] = [['editor', 'Can edit'], ['viewer', 'Can watch']];

/** Who works on the project, and as what. The owner changes it, everyone else sees it. */
export function openShareDialog(project: Project, user: User): void {
  const owner = project.role === undefined || project.role === 'owner';
  const list = h('ul', { class: 'members', testid: 'member-list' }, h('li', { class: 'members-loading' }, spinner('Loading')));
  const problem = h('div');
  const username = field('Username', { testid: 'member-username', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', autofocus: true });
  const role = h('select', { class: 'input', 'aria-label': 'Role', testid: 'member-role' }, roles.map(([value, text]) => h('option', { value }, text)));
  openDialog({
    title: `Share ${project.name}`,
    testid: 'share-dialog',
    body: [
      owner
        ? h('div', { class: 'share-form' }, username.element, role, button('Invite', 'primary', { type: 'submit', testid: 'member-add' }))
        : h('p', { class: 'muted' }, 'Only the owner can change who has access.'),
      problem, list,
    ],
    actions: [{ text: 'Done', kind: 'secondary', value: '', testid: 'share-done' }],
    onSubmit: async () => {
      const name = username.input.value.trim();
      if (name === '') {
        username.fail('Enter the username of the person.');
        username.input.focus();
      } else if (await attempt(() => setMember(project.id, name, role.value as Role))) {
        username.input.value = '';
        announce(`${name} was added`);
        await load();
      }
      return false;
    },
  });

  async function attempt(action: () => Promise<void>): Promise<boolean> {
    problem.replaceChildren();
    try {
      await action();
      return true;
    } catch (error) {
      problem.replaceChildren(notice('error', describe(error)));
      return false;
    }
  }

  async function load(): Promise<void> {
    await attempt(async () => list.replaceChildren(...(await listMembers(project.id)).map(row)));
  }

  function row(member: Member): HTMLElement {
    const own = member.id === user.id;
    const select = h('select', {
      class: 'input input-small', 'aria-label': `Role of ${member.username}`, testid: `member-role-${member.username}`,
      on: { change: () => void attempt(() => setMember(project.id, member.username, select.value as Role)).then(load) },
    }, roles.map(([value, text]) => h('option', { value, selected: member.role === value }, text)));
    return h('li', { class: 'member', testid: `member-${member.username}` },
      avatar(member.username),
      h('span', { class: 'member-name' }, member.username, own ? h('span', { class: 'faint' }, ' (you)') : null),
      member.role === 'owner' ? h('span', { class: 'member-fixed' }, 'Owner')
        : owner ? select : h('span', { class: 'member-fixed' }, roles.find(([value]) => value === member.role)?.[1] ?? member.role),
      owner && member.role !== 'owner'
        ? iconButton('close', `Remove ${member.username}`, { testid: `member-remove-${member.username}`, on: { click: () => void attempt(() => removeMember(project.id, member.id)).then(load) } })
        : h('span', { class: 'icon-space' }));
  }

  void load();
}
