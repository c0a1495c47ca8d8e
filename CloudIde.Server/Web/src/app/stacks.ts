/** What a project can start from. The ids are the server's. */
export interface Stack {
  id: string;
  name: string;
  about: string;
  /** Two letters and a hue for the project's tile. */
  mark: string;
  hue: number;
}

export const stacks: readonly Stack[] = [
  { id: 'python', name: 'Python', about: 'main.py', mark: 'Py', hue: 228 },
  { id: 'node', name: 'Node.js', about: 'index.js', mark: 'Js', hue: 145 },
  { id: 'go', name: 'Go', about: 'main.go', mark: 'Go', hue: 205 },
  { id: 'rust', name: 'Rust', about: 'src/main.rs', mark: 'Rs', hue: 30 },
  { id: 'typescript', name: 'TypeScript', about: 'index.ts', mark: 'Ts', hue: 245 },
  { id: 'java', name: 'Java', about: 'Main.java', mark: 'Jv', hue: 12 },
  { id: 'csharp', name: 'C#', about: 'Program.cs', mark: 'C#', hue: 300 },
  { id: 'html', name: 'Web page', about: 'index.html', mark: '<>', hue: 350 },
  { id: 'empty', name: 'Empty', about: 'README.md only', mark: '··', hue: 190 },
];

export function findStack(id: string | null | undefined): Stack {
  return stacks.find(stack => stack.id === id?.toLowerCase()) ??
    { id: id ?? 'empty', name: id ?? 'Empty', about: '', mark: (id ?? '··').slice(0, 2), hue: 190 };
}
