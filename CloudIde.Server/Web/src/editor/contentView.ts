import { fileUrl } from '../api/files.ts';
import { fileSize } from '../app/time.ts';
import { button, spinner } from '../dom/controls.ts';
import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { baseName } from '../files/paths.ts';
import type { Content } from './content.ts';

/** What stands in the editor's place for a file that is not, or not yet, shown as text. */
export function contentView(project: string, path: string, content: Exclude<Content, { kind: 'text' }>, load: (anySize: boolean) => void): HTMLElement {
  const download = h('a', { class: 'button button-secondary', href: fileUrl(project, path), download: baseName(path) }, icon('download'), h('span', {}, 'Download'));
  switch (content.kind) {
    case 'loading':
      return h('div', { class: 'editor-empty' }, spinner(`Loading ${path}`));
    case 'image':
      return h('figure', { class: 'editor-image' }, h('img', { src: content.url, alt: `The picture ${baseName(path)}` }), h('figcaption', {}, fileSize(content.size)));
    case 'binary':
      return h('div', { class: 'editor-empty', testid: 'editor-binary' },
        icon('file', 36), h('h3', {}, 'This file is not text'), h('p', {}, `${baseName(path)} holds ${fileSize(content.size)} of binary data. The terminal and a download show it as it is.`), download);
    case 'large':
      return h('div', { class: 'editor-empty' },
        icon('warning', 36), h('h3', {}, 'This file is large'), h('p', {}, `${baseName(path)} is ${fileSize(content.size)}. Opening it may make this page slow.`),
        h('div', { class: 'row' }, button('Open anyway', 'secondary', { on: { click: () => load(true) } }), download));
    case 'failed':
      return h('div', { class: 'editor-empty' }, icon('warning', 36), h('h3', {}, 'This file did not open'), h('p', {}, content.message),
        button('Try again', 'secondary', { on: { click: () => load(false) } }));
  }
}
