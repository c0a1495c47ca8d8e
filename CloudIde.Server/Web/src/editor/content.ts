import type { DecodedText } from './text.ts';

/** What an open file is shown as. */
export type Content =
  | { kind: 'loading' }
  | { kind: 'text' }
  | { kind: 'binary'; size: number }
  | { kind: 'large'; size: number }
  | { kind: 'image'; url: string; size: number }
  | { kind: 'failed'; message: string };

/** How the document stands to the file on the server. */
export type Standing = 'same' | 'changed' | 'deleted';

/** The version on the server that an edited document must be weighed against. */
export interface OtherVersion {
  etag: string | null;
  /** Null when it is not text. */
  decoded: DecodedText | null;
}
