// Judges whether a fresh terminal that is given a prefix and the rest of a stream shows what one shows that was given all of it.
// The judge is xterm.js, which is also the web client's terminal. Usage: node judge.mjs WEB_PACKAGE CASES_FILE
// Each line of the file is a case: name, columns, rows, and in base64 what came before, the prefix for it, and the rest.
// Prints one line for each difference; nothing when there is none.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [webPackage, casesFile] = process.argv.slice(2);
const require = createRequire(join(webPackage, 'package.json'));
const { Terminal } = require('@xterm/headless');
const { Unicode11Addon } = require('@xterm/addon-unicode11');

function open(columns, rows) {
  const terminal = new Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true, logLevel: 'off' });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  terminal.onTitleChange(title => (terminal.lastTitle = title));
  return terminal;
}

const write = (terminal, bytes) => new Promise(done => terminal.write(bytes, done));

function cell(line, column) {
  const data = line.getCell(column);
  const text = data.getChars();
  const back = `${data.getBgColorMode()}:${data.getBgColor()}`;
  if (text === '' && data.getWidth() !== 0) {
    return `~${back}`;
  }
  if (data.getWidth() === 0 && text === '') {
    // The second half of a wide character; without the first one it is as good as empty.
    return column > 0 && line.getCell(column - 1).getWidth() === 2 ? '<' : `~${back}`;
  }
  if (text === ' ' && column === line.length - 1 && !data.isUnderline() && !data.isInverse() && !data.isStrikethrough() && !data.isOverline()) {
    // A cursor that waits to wrap behind an erased cell can only be restored behind a space.
    return `~${back}`;
  }
  const flags = [data.isBold(), data.isDim(), data.isItalic(), data.isUnderline(), data.isBlink(), data.isInverse(), data.isInvisible(),
    data.isStrikethrough(), data.isOverline()].map(flag => (flag ? 1 : 0)).join('');
  return `${text}|${data.getWidth()}|${data.getFgColorMode()}:${data.getFgColor()}|${back}|${flags}`;
}

function rows(terminal, buffer) {
  const lines = [];
  for (let row = 0; row < terminal.rows; row++) {
    const line = buffer.getLine(buffer.baseY + row);
    const cells = [];
    for (let column = 0; line !== undefined && column < terminal.cols; column++) {
      cells.push(cell(line, column));
    }
    while (cells.at(-1) === '~0:0' || cells.at(-1) === '~0:-1') {
      cells.pop();
    }
    lines.push(cells.join(' '));
  }
  return lines;
}

/** Behind the last column is the last column: restoring clamps it. */
const saved = (terminal, buffer) => [Math.min(buffer.savedX, terminal.cols - 1), Math.max(0, buffer.savedY - buffer.ybase)];

/** A colour of the palette leaves bits of an earlier 24-bit one in place, which mean nothing. */
const colour = value => ((value & 0x3000000) === 0x3000000 ? value : (value & 0x3000000) === 0 ? value & ~0xffffff : value & ~0xffff00);

function state(terminal) {
  const core = terminal._core;
  const { active, normal } = core._bufferService.buffers;
  const input = core._inputHandler;
  const alternate = active !== normal;
  const result = {
    alternate,
    cursor: [active.x, active.y],
    margins: [active.scrollTop, active.scrollBottom],
    tabs: Object.keys(active.tabs).filter(column => active.tabs[column] && column < terminal.cols).join(),
    saved: saved(terminal, active),
    style: [colour(input._curAttrData.fg), colour(input._curAttrData.bg & ~0x10000000)],
    modes: core.coreService.modes,
    dec: core.coreService.decPrivateModes,
    hidden: core.coreService.isCursorHidden,
    mouse: [core.coreMouseService.activeProtocol, core.coreMouseService.activeEncoding],
    charset: [core._charsetService.glevel, core._charsetService.charset === undefined],
    newLine: core.optionsService.options.convertEol,
  };
  if (alternate) {
    result.savedMain = saved(terminal, normal);
    rows(terminal, terminal.buffer.normal).forEach((line, row) => (result[`main ${row}`] = line));
  }
  rows(terminal, terminal.buffer.active).forEach((line, row) => (result[`row ${row}`] = line));
  return result;
}

function compare(name, when, expected, actual) {
  for (const key of Object.keys(expected)) {
    const [wanted, found] = [JSON.stringify(expected[key]), JSON.stringify(actual[key])];
    if (wanted !== found && /^(row|main) /.test(key)) {
      const [left, right] = [expected[key].split(' '), actual[key].split(' ')];
      const column = left.findIndex((text, at) => text !== right[at]);
      const at = column < 0 ? left.length : column;
      console.log(`${name}, ${when}: ${key}, cell ${at} is ${right.slice(at, at + 3).join(' ')} instead of ${left.slice(at, at + 3).join(' ')}`);
    } else if (wanted !== found) {
      console.log(`${name}, ${when}: ${key} is ${found} instead of ${wanted}`);
    }
  }
}

for (const line of readFileSync(casesFile, 'utf8').split('\n').filter(Boolean)) {
  const { name, columns, rows: height, before, prefix, rest } = JSON.parse(line);
  const whole = open(columns, height);
  const fresh = open(columns, height);
  await write(whole, Buffer.from(before, 'base64'));
  await write(fresh, Buffer.from(prefix, 'base64'));
  // Where nothing was restored, the lines above are not there; they are when they have been scrolled away.
  if (prefix.length > 0) {
    compare(name, 'restored', state(whole), state(fresh));
  }
  await write(whole, Buffer.from(rest, 'base64'));
  await write(fresh, Buffer.from(rest, 'base64'));
  if (prefix.length > 0 || rest.length > 0) {
    compare(name, 'at the end', state(whole), state(fresh));
  }
  whole.dispose();
  fresh.dispose();
}
