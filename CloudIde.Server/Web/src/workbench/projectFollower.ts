import { ApiError } from '../api/client.ts';
import { eventsUrl, getWorkspace } from '../api/workspace.ts';
import type { ProjectEvent } from '../events/eventFrames.ts';
import { ProjectEvents } from '../events/projectEvents.ts';
import type { Socket } from '../terminal/stream.ts';

export interface FollowerEvents {
  event(event: ProjectEvent): void;
  live(live: boolean): void;
  ended(message: string): void;
}

/** The page's own connection to a project's events: opened anew whenever the network or the person comes back. */
export function followProject(project: string, events: FollowerEvents): { dispose(): void } {
  const stream = new ProjectEvents({
    // A WebSocket hands its handlers wider events than the stream asks for, which the type system cannot see.
    connect: () => new WebSocket(eventsUrl(project)) as unknown as Socket,
    onEvent: event => events.event(event),
    onLive: live => events.live(live),
    onEnded: message => events.ended(message),
    findRefusal: async () => {
      try {
        await getWorkspace(project);
        return null;
      } catch (error) {
        return error instanceof ApiError && [401, 403, 404].includes(error.status) ? error.message : null;
      }
    },
  });
  const check = (): void => {
    if (document.visibilityState === 'visible') {
      stream.check();
    }
  };
  const offline = (): void => stream.drop();
  addEventListener('online', check);
  addEventListener('offline', offline);
  document.addEventListener('visibilitychange', check);
  stream.start();
  return {
    dispose: () => {
      removeEventListener('online', check);
      removeEventListener('offline', offline);
      document.removeEventListener('visibilitychange', check);
      stream.stop();
    },
  };
}
