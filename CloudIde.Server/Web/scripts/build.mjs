// Called by Web.targets when a source is newer than the last build. Installs the packages when the lock file
// changed, then builds into wwwroot. Two builds at once (an IDE and a command line, say) take turns: the second
// waits, sees that the work is done and does nothing.
//
// usage: node scripts/build.mjs <folder for stamps>

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const stamps = resolve(process.argv[2] ?? join(web, '../obj/web'));
const lock = join(stamps, 'build.lock');
const installStamp = join(stamps, 'install.stamp');
const buildStamp = join(stamps, 'build.stamp');

mkdirSync(stamps, { recursive: true });
await takeLock();
try {
  install();
  build();
} finally {
  rmSync(lock, { force: true });
}

function install() {
  // npm writes the second file when an install is complete, so a node_modules that was deleted is noticed too.
  const complete = existsSync(join(web, 'node_modules/.package-lock.json'));
  const sources = [join(web, 'package-lock.json'), join(web, 'package.json')];
  if (complete && isNewer(installStamp, sources)) {
    return;
  }
  const started = new Date();
  npm('ci', '--loglevel=error', '--no-progress');
  stamp(installStamp, started);
}

function build() {
  const page = join(web, '../wwwroot/index.html');
  if (existsSync(page) && isNewer(buildStamp, sourceFiles())) {
    return;
  }
  const started = new Date();
  npm('run', 'build', '--silent', '--', '--logLevel=warn');
  stamp(buildStamp, started);
}

function sourceFiles() {
  const folders = ['src', 'public', 'scripts'].map(name => join(web, name)).filter(existsSync);
  const nested = folders.flatMap(folder =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath ?? entry.path, entry.name)));
  const top = readdirSync(web, { withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(web, entry.name));
  return [...nested, ...top];
}

function isNewer(file, sources) {
  if (!existsSync(file)) {
    return false;
  }
  const time = statSync(file).mtimeMs;
  return sources.every(source => statSync(source).mtimeMs <= time);
}

// The stamp carries the time at which the work started: a source that is edited meanwhile is newer than it.
function stamp(file, time) {
  writeFileSync(file, '');
  utimesSync(file, time, time);
}

function npm(...args) {
  // On Windows npm is a command script, which only a shell can start. The arguments are constants of this file.
  const result = spawnSync('npm', args, { cwd: web, stdio: ['ignore', args[0] === 'ci' ? 'ignore' : 'inherit', 'inherit'], shell: process.platform === 'win32' });
  if (result.error || result.status !== 0) {
    const reason = result.error ? result.error.message : `exit code ${result.status}`;
    console.error(`npm ${args[0]} failed in ${web}: ${reason}`);
    rmSync(lock, { force: true });
    process.exit(1);
  }
}

async function takeLock() {
  for (let waited = 0; ; waited += 200) {
    try {
      const file = openSync(lock, 'wx');
      writeFileSync(file, String(process.pid));
      closeSync(file);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    }
    if (waited >= 5000 && !isHeld()) {
      rmSync(lock, { force: true });
    }
    await new Promise(done => setTimeout(done, 200));
  }
}

// A lock whose process is gone was left behind by a build that was killed.
function isHeld() {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
