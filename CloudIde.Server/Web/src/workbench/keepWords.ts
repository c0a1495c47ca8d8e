import type { WorkspaceInfo } from '../events/eventFrames.ts';

/** From here on a person is warned that the workspace stops (ms). */
const warnBefore = 60_000;

export interface KeepWords {
  /** A few words for the status line; '' when there is nothing to say. */
  short: string;
  /** All of it. */
  long: string;
  /** The workspace stops within a minute. */
  soon: boolean;
}

const nothing: KeepWords = { short: '', long: '', soon: false };

/** Says why a workspace is kept and when it stops. @param now Milliseconds since 1970, by the server's clock. */
export function keepWords(workspace: WorkspaceInfo, now: number): KeepWords {
  if (workspace.state !== 'active') {
    return nothing;
  }
  const because = clause(workspace.keptBecause);
  if (workspace.keepUntil !== null && workspace.keepUntil > now) {
    const until = `Kept until ${clock(workspace.keepUntil, now)}`;
    return { short: until, long: because === '' ? until : `${until}. Besides: ${because}`, soon: false };
  }
  if (workspace.stopsAt !== null) {
    const left = Math.max(0, workspace.stopsAt - now);
    const text = `Stops in ${duration(left)}${because === '' ? '' : `: ${because}`}`;
    return { short: text, long: text, soon: left <= warnBefore };
  }
  return because === '' ? nothing : { short: `Kept: ${because}`, long: `The workspace is kept: ${because}`, soon: false };
}

/** "45 s", "4 min", "2 h 10 min". Rounded up, so that it never says less than is left. */
export function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds <= 90) {
    return `${seconds} s`;
  }
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A sentence as a part of another one. A word in capitals, such as a name, keeps them. */
function clause(sentence: string): string {
  const text = sentence.trim().replace(/\.$/, '');
  return /^[A-Z][a-z ]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
}

function clock(time: number, now: number): string {
  const at = new Date(time);
  const hours = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return at.toDateString() === new Date(now).toDateString() ? hours : `${at.toLocaleDateString([], { weekday: 'long' })}, ${hours}`;
}
