/** Paths inside a project: relative, with slashes, without a slash at either end. */

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder of a path; '' is the project itself. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

export function isInside(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}

/** The folders above a path, outermost first. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** What is wrong with a name or a path that a person typed, or null. Folders in it are allowed. */
export function findPathFault(path: string): string | null {
  if (path.trim() === '') {
    return 'Type a name.';
  }
  if (path.startsWith('/') || path.endsWith('/') || path.includes('//')) {
    return 'A path has no slash at its start or end, and no two in a row.';
  }
  if (path.split('/').some(part => part === '.' || part === '..')) {
    return '“.” and “..” are not names.';
  }
  if (/[\u0000-\u001f\u007f\\]/.test(path)) {
    return 'A name has no backslash and no control characters.';
  }
  if (path.split('/').some(part => new TextEncoder().encode(part).length > 255)) {
    return 'A name is at most 255 bytes long.';
  }
  return null;
}

/** `name` with a number before its extension that makes it free: "notes 2.md". */
export function freeName(path: string, isTaken: (path: string) => boolean, word = ''): string {
  const folder = parentOf(path);
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let number = 1; ; number++) {
    const addition = word ? ` (${word}${number === 1 ? '' : ` ${number}`})` : ` ${number + 1}`;
    const candidate = joinPath(folder, `${stem}${addition}${extension}`);
    if (!isTaken(candidate)) {
      return candidate;
    }
  }
}
