import type { IDisposable, Terminal } from '@xterm/xterm';

/**
 * Keeps the terminal from answering questions that programs asked of another viewer or long ago. A replayed "where is
 * the cursor?" would otherwise put its answer into the shell's input, where it shows as rubbish behind the prompt.
 */
export function filterQueries(terminal: Terminal, isSilent: () => boolean): IDisposable {
  const { parser } = terminal;
  const swallow = (): boolean => isSilent();
  const colour = (data: string): boolean => data.split(';').includes('?') && isSilent();
  const handlers = [
    parser.registerCsiHandler({ final: 'c' }, swallow),
    parser.registerCsiHandler({ prefix: '>', final: 'c' }, swallow),
    parser.registerCsiHandler({ prefix: '=', final: 'c' }, swallow),
    parser.registerCsiHandler({ final: 'n' }, swallow),
    parser.registerCsiHandler({ prefix: '?', final: 'n' }, swallow),
    parser.registerCsiHandler({ prefix: '>', final: 'q' }, swallow),
    parser.registerCsiHandler({ prefix: '?', final: 'u' }, swallow),
    parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallow),
    parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallow),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow),
    parser.registerOscHandler(4, colour),
    parser.registerOscHandler(10, colour),
    parser.registerOscHandler(11, colour),
    parser.registerOscHandler(12, colour),
  ];
  return { dispose: () => handlers.forEach(handler => handler.dispose()) };
}
