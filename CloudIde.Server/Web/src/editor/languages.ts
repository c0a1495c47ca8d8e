import { LanguageSupport, StreamLanguage, type StreamParser } from '@codemirror/language';
import { baseName } from '../files/paths.ts';

interface Language {
  name: string;
  extensions: string[];
  names?: string[];
  load(): Promise<LanguageSupport>;
}

const legacy = (parser: StreamParser<unknown>): LanguageSupport => new LanguageSupport(StreamLanguage.define(parser));

/** Each is loaded when a file of its kind is opened. */
const languages: Language[] = [
  { name: 'JavaScript', extensions: ['js', 'mjs', 'cjs', 'jsx'], load: async () => (await import('@codemirror/lang-javascript')).javascript({ jsx: true }) },
  { name: 'TypeScript', extensions: ['ts', 'mts', 'cts'], load: async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }) },
  { name: 'TSX', extensions: ['tsx'], load: async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true, jsx: true }) },
  { name: 'JSON', extensions: ['json', 'jsonc', 'webmanifest', 'map'], load: async () => (await import('@codemirror/lang-json')).json() },
  { name: 'Python', extensions: ['py', 'pyi', 'pyw'], load: async () => (await import('@codemirror/lang-python')).python() },
  { name: 'HTML', extensions: ['html', 'htm', 'vue', 'svelte'], load: async () => (await import('@codemirror/lang-html')).html() },
  { name: 'CSS', extensions: ['css'], load: async () => (await import('@codemirror/lang-css')).css() },
  { name: 'SCSS', extensions: ['scss'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/css')).sCSS) },
  { name: 'Less', extensions: ['less'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/css')).less) },
  { name: 'Markdown', extensions: ['md', 'markdown', 'mdx'], load: async () => (await import('@codemirror/lang-markdown')).markdown() },
  { name: 'Java', extensions: ['java'], load: async () => (await import('@codemirror/lang-java')).java() },
  { name: 'C++', extensions: ['c', 'h', 'cc', 'cpp', 'cxx', 'hh', 'hpp', 'ino'], load: async () => (await import('@codemirror/lang-cpp')).cpp() },
  { name: 'Go', extensions: ['go'], load: async () => (await import('@codemirror/lang-go')).go() },
  { name: 'Rust', extensions: ['rs'], load: async () => (await import('@codemirror/lang-rust')).rust() },
  { name: 'SQL', extensions: ['sql'], load: async () => (await import('@codemirror/lang-sql')).sql() },
  { name: 'PHP', extensions: ['php', 'phtml'], load: async () => (await import('@codemirror/lang-php')).php() },
  { name: 'YAML', extensions: ['yml', 'yaml'], load: async () => (await import('@codemirror/lang-yaml')).yaml() },
  { name: 'XML', extensions: ['xml', 'svg', 'xsd', 'xsl', 'csproj', 'props', 'targets', 'config', 'plist'], load: async () => (await import('@codemirror/lang-xml')).xml() },
  { name: 'C#', extensions: ['cs', 'csx'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/clike')).csharp) },
  { name: 'Kotlin', extensions: ['kt', 'kts'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/clike')).kotlin) },
  { name: 'Scala', extensions: ['scala', 'sc'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/clike')).scala) },
  { name: 'Dart', extensions: ['dart'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/clike')).dart) },
  { name: 'F#', extensions: ['fs', 'fsx'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/mllike')).fSharp) },
  { name: 'Shell', extensions: ['sh', 'bash', 'zsh'], names: ['.bashrc', '.profile', '.bash_profile', '.zshrc'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/shell')).shell) },
  { name: 'PowerShell', extensions: ['ps1', 'psm1'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/powershell')).powerShell) },
  { name: 'Dockerfile', extensions: ['dockerfile'], names: ['dockerfile', 'containerfile'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/dockerfile')).dockerFile) },
  { name: 'CMake', extensions: ['cmake'], names: ['cmakelists.txt'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/cmake')).cmake) },
  { name: 'Ruby', extensions: ['rb', 'rake', 'gemspec'], names: ['gemfile', 'rakefile'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/ruby')).ruby) },
  { name: 'Swift', extensions: ['swift'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/swift')).swift) },
  { name: 'Lua', extensions: ['lua'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/lua')).lua) },
  { name: 'Perl', extensions: ['pl', 'pm'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/perl')).perl) },
  { name: 'R', extensions: ['r'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/r')).r) },
  { name: 'Haskell', extensions: ['hs'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/haskell')).haskell) },
  { name: 'Clojure', extensions: ['clj', 'cljs', 'edn'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/clojure')).clojure) },
  { name: 'Erlang', extensions: ['erl', 'hrl'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/erlang')).erlang) },
  { name: 'TOML', extensions: ['toml'], names: ['cargo.lock', 'poetry.lock'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/toml')).toml) },
  { name: 'Properties', extensions: ['properties', 'ini', 'env', 'conf', 'cfg', 'editorconfig'], names: ['.env', '.npmrc', '.editorconfig', '.gitconfig'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/properties')).properties) },
  { name: 'Diff', extensions: ['diff', 'patch'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/diff')).diff) },
  { name: 'Nginx', extensions: [], names: ['nginx.conf'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/nginx')).nginx) },
  { name: 'Protocol Buffers', extensions: ['proto'], load: async () => legacy((await import('@codemirror/legacy-modes/mode/protobuf')).protobuf) },
];

/** The language of a file, by its name. */
export function findLanguage(path: string): Language | null {
  const name = baseName(path).toLowerCase();
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return languages.find(language => language.names?.includes(name)) ??
    (name.includes('.') ? languages.find(language => language.extensions.includes(extension)) ?? null : null);
}
