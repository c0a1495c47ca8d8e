// Strokes on a 16 by 16 grid.
const paths = {
  plus: 'M8 3.5v9M3.5 8h9',
  close: 'm4.5 4.5 7 7m0-7-7 7',
  chevron: 'm6.5 4.5 3.5 3.5-3.5 3.5',
  chevronDown: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  back: 'M9.5 4.5 6 8l3.5 3.5',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  filePlus: 'M12 7.5v-2l-3-3H4v11h3.5M9 2.5v3h3M11.5 10v4m-2-2h4',
  folder: 'M2.5 4h3.7l1.4 1.6h5.9v7h-11z',
  folderOpen: 'M2.5 12.6V4h3.7l1.4 1.6h5v1.9M2.5 12.6l2-5.1h10l-2 5.1z',
  folderPlus: 'M13.5 8V5.6H7.6L6.2 4H2.5v8.6H8M11.5 10v4m-2-2h4',
  terminal: 'M2.5 3.5h11v9h-11zM5 6.2 6.9 8 5 9.8M8.4 10h2.8',
  trash: 'M3 4.7h10M6.3 4.7V3h3.4v1.7M4.4 4.7l.6 8.6h6l.6-8.6M6.9 7.3v3.6M9.1 7.3v3.6',
  pencil: 'm3 13 .7-2.9 6.9-6.9 2.2 2.2-6.9 6.9zM9.3 4.5l2.2 2.2',
  people: 'M6 7.7a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM1.8 13c.2-2.3 1.9-3.7 4.2-3.7s4 1.4 4.2 3.7M10.6 3.4a2.2 2.2 0 0 1 0 4.1M11.7 9.6c1.4.5 2.3 1.7 2.5 3.4',
  person: 'M8 7.7a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM3.3 13.3c.3-2.5 2.2-3.9 4.7-3.9s4.4 1.4 4.7 3.9',
  download: 'M8 2.7v7.2M5 7.2l3 2.9 3-2.9M3 13.2h10',
  upload: 'M8 10.1V2.9M5 5.7l3-2.9 3 2.9M3 13.2h10',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.6M13.2 2.4v2.8h-2.8',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  sun: 'M8 10.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M12.4 3.6l-1 1M4.6 11.4l-1 1',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z',
  display: 'M2.5 3.5h11v7.3h-11zM6 13.3h4M8 10.8v2.5',
  help: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.3 6.3c.1-1 .8-1.6 1.8-1.6s1.8.6 1.8 1.5c0 1.3-1.8 1.4-1.8 2.8M8.1 11.2h.01',
  search: 'M7 11.2a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.4zM10.1 10.1l3.4 3.4',
  check: 'm3.5 8.5 3 3 6-7',
  warning: 'M8 2.6 14.4 13.4H1.6zM8 6.6v3.2M8 11.6h.01',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.3v3.6M8 5.1h.01',
  maximize: 'M3 6.2V3h3.2M13 6.2V3H9.8M3 9.8V13h3.2M13 9.8V13H9.8',
  restore: 'M6.2 3v3.2H3M9.8 3v3.2H13M6.2 13V9.8H3M9.8 13V9.8H13',
  hidePanel: 'M2.5 3h11v10h-11zM2.5 9h11M6.6 10.5 8 11.8l1.4-1.3',
  sidebar: 'M2.5 3h11v10h-11zM6.3 3v10',
  eye: 'M1.6 8s2.3-4.2 6.4-4.2S14.4 8 14.4 8 12.1 12.2 8 12.2 1.6 8 1.6 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z',
  signOut: 'M6.5 2.8h-4v10.4h4M6.3 8h7.2M10.8 5.2 13.6 8l-2.8 2.8',
  save: 'M3 3h8l2 2v8H3zM5.2 3v3.4h5V3M5 13V9.2h6V13',
  cloudOff: 'M4.5 12.3a2.8 2.8 0 0 1-.2-5.6c.1-.5.3-.9.5-1.3M6.8 3.7a3.9 3.9 0 0 1 5.2 2.9 3 3 0 0 1 1.8 4.7M2.5 2.5l11 11M10.6 12.3H6',
  takeOver: 'M3 8h9.5M9 4.5 12.5 8 9 11.5',
  bell: 'M8 2.6a3.6 3.6 0 0 0-3.6 3.6c0 3.6-1.4 4.7-1.4 4.7h10s-1.4-1.1-1.4-4.7A3.6 3.6 0 0 0 8 2.6zM6.8 13.2a1.3 1.3 0 0 0 2.4 0',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6',
  code: 'M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5',
} as const;

export type IconName = keyof typeof paths;

const svg = 'http://www.w3.org/2000/svg';

/** A decorative icon: whatever carries it also carries the words. */
export function icon(name: IconName, size = 16): SVGElement {
  const element = document.createElementNS(svg, 'svg');
  const path = document.createElementNS(svg, 'path');
  element.setAttribute('viewBox', '0 0 16 16');
  element.setAttribute('width', String(size));
  element.setAttribute('height', String(size));
  element.setAttribute('aria-hidden', 'true');
  element.setAttribute('class', `icon icon-${name}`);
  path.setAttribute('d', paths[name]);
  element.append(path);
  return element;
}

/** The mark: a prompt in a cloud. */
export function logo(size = 28): SVGElement {
  const element = document.createElementNS(svg, 'svg');
  element.setAttribute('viewBox', '0 0 32 32');
  element.setAttribute('width', String(size));
  element.setAttribute('height', String(size));
  element.setAttribute('aria-hidden', 'true');
  element.setAttribute('class', 'logo');
  for (const [className, d] of [
    ['logo-cloud', 'M9 25.4a6 6 0 0 1-.6-12A9 9 0 0 1 25.7 11.6a7 7 0 0 1 .5 13.8z'],
    ['logo-prompt', 'm12.6 14.4 3.6 3.2-3.6 3.2M18.4 21h3.8'],
  ] as const) {
    const path = document.createElementNS(svg, 'path');
    path.setAttribute('class', className);
    path.setAttribute('d', d);
    element.append(path);
  }
  return element;
}
