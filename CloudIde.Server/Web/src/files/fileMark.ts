import { h } from '../dom/element.ts';
import { icon } from '../dom/icons.ts';
import { baseName } from './paths.ts';

// Two letters and a hue tell kinds of files apart at a glance without a picture for each.
const marks: Record<string, [string, number]> = {
  js: ['js', 85], mjs: ['js', 85], cjs: ['js', 85], jsx: ['jx', 200], ts: ['ts', 245], tsx: ['tx', 245], json: ['{}', 85],
  py: ['py', 228], go: ['go', 205], rs: ['rs', 40], java: ['jv', 25], kt: ['kt', 300], cs: ['c#', 300], fs: ['f#', 250], c: ['c', 245],
  h: ['h', 300], cpp: ['c+', 245], cc: ['c+', 245], hpp: ['h+', 300], rb: ['rb', 20], php: ['ph', 280], swift: ['sw', 35], lua: ['lu', 260],
  html: ['<>', 35], htm: ['<>', 35], xml: ['<>', 150], svg: ['<>', 70], css: ['#', 260], scss: ['#', 340], less: ['#', 240], vue: ['v', 160],
  md: ['md', 240], txt: ['tx', 220], csv: ['cs', 150], sql: ['sq', 60], sh: ['$', 150], bash: ['$', 150], yml: ['ym', 10], yaml: ['ym', 10],
  toml: ['to', 40], ini: ['in', 220], env: ['en', 90], lock: ['lo', 220], dockerfile: ['dk', 220], makefile: ['mk', 30],
  png: ['im', 310], jpg: ['im', 310], jpeg: ['im', 310], gif: ['im', 310], webp: ['im', 310], ico: ['im', 310],
};

export function fileMark(path: string): HTMLElement {
  const name = baseName(path).toLowerCase();
  const mark = marks[name] ?? marks[name.slice(name.lastIndexOf('.') + 1)];
  return mark === undefined
    ? h('span', { class: 'tree-icon', 'aria-hidden': 'true' }, icon('file'))
    : h('span', { class: 'tree-icon file-mark', style: `--hue: ${mark[1]}`, 'aria-hidden': 'true' }, mark[0]);
}
