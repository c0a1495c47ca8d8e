import { diff } from '@codemirror/merge';

/** A file's content as the editor can hold it. */
export interface DecodedText {
  text: string;
  /** What ends a line: kept as it is when the file is saved. */
  lineSeparator: '\n' | '\r\n';
}

/** How much of a file is looked at for a NUL byte, which no text has. */
const probe = 8192;

/** Null when the bytes are not UTF-8 text. A byte order mark stays a character of the text, so saving keeps it. */
export function decodeText(bytes: Uint8Array): DecodedText | null {
  if (bytes.subarray(0, probe).includes(0)) {
    return null;
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
  const crlf = text.match(/\r\n/g)?.length ?? 0;
  const lf = (text.match(/\n/g)?.length ?? 0) - crlf;
  // Only a file that is CRLF throughout is treated as such; in a mixed one the CRs stay characters, so nothing is lost.
  return { text, lineSeparator: crlf > 0 && lf === 0 ? '\r\n' : '\n' };
}

export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/**
 * The replacements that turn `before` into `after`, small ones where that is quick to find, so that a cursor between two of
 * them stays where it is.
 */
export function findChanges(before: string, after: string): { from: number; to: number; insert: string }[] {
  return diff(before, after, { scanLimit: 500, timeout: 50 }).map(change => ({
    from: change.fromA, to: change.toA, insert: after.slice(change.fromB, change.toB),
  }));
}

/** What the file's own lines are indented with. */
export function findIndent(text: string): string {
  const widths = new Map<string, number>();
  let lines = 0;
  for (const match of text.matchAll(/^(\t+| {2,8})(?=\S)/gm)) {
    const indent = match[1]!;
    const unit = indent.startsWith('\t') ? '\t' : indent.length % 4 === 0 ? '    ' : '  ';
    widths.set(unit, (widths.get(unit) ?? 0) + 1);
    if (++lines >= 500) {
      break;
    }
  }
  const two = widths.get('  ') ?? 0;
  const four = widths.get('    ') ?? 0;
  const tab = widths.get('\t') ?? 0;
  if (tab > two + four) {
    return '\t';
  }
  // Lines two levels deep look the same in both; those one level deep decide.
  return two > 0 && two * 4 > four ? '  ' : '    ';
}

const images: Record<string, string> = {
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', avif: 'image/avif', bmp: 'image/bmp', ico: 'image/x-icon',
};

/** The media type of a picture that the browser can show, by the file's name. */
export function imageType(path: string): string | null {
  return images[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? null;
}
