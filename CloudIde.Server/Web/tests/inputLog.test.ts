import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputLog } from '../src/terminal/inputLog.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function take(log: InputLog): string {
  let text = '';
  for (let bytes = log.takeUnsent(); bytes !== null; bytes = log.takeUnsent()) {
    text += new TextDecoder().decode(bytes);
  }
  return text;
}

test('InputLog_connected_sendsWhatWasTypedOffline', () => {
  const log = new InputLog();
  log.append(encode('ls\r'));
  log.connected(0);
  assert.equal(take(log), 'ls\r');
  assert.equal(take(log), '');
});

test('InputLog_reconnect_sendsOnlyWhatTheServerLacks', () => {
  const log = new InputLog();
  log.connected(0);
  log.append(encode('abcdef'));
  take(log);
  log.append(encode('gh'));
  log.connected(4);
  assert.equal(take(log), 'efgh');
});

test('InputLog_confirmed_keepsNothing', () => {
  const log = new InputLog();
  log.connected(0);
  log.append(encode('abc'));
  take(log);
  log.confirm(2);
  assert.equal(log.unconfirmed, 1);
  log.confirm(3);
  assert.equal(log.unconfirmed, 0);
  log.confirm(1);
  assert.equal(log.end, 3);
});

test('InputLog_newPageWithKnownViewer_continuesItsNumbers', () => {
  const log = new InputLog();
  log.append(encode('xy'));
  log.connected(100);
  assert.equal(take(log), 'xy');
  assert.equal(log.end, 102);
  log.connected(101);
  assert.equal(take(log), 'y');
});

test('InputLog_restoredAfterReload_sendsTheRestOnce', () => {
  const before = new InputLog();
  before.connected(0);
  before.append(encode('make'));
  take(before);
  before.append(encode(' test'));
  const after = InputLog.restore(before.snapshot());
  after.connected(4);
  assert.equal(take(after), ' test');
});

test('InputLog_serverForgotViewer_neverRepeatsWhatWasSent', () => {
  const log = new InputLog();
  log.connected(0);
  log.append(encode('rm x\r'));
  take(log);
  log.confirm(5);
  log.append(encode('sent'));
  take(log);
  log.append(encode('new'));
  log.connected(0);
  assert.equal(take(log), 'new');
  assert.equal(log.end, 3);
});

test('InputLog_serverWithoutInputOffset_countsSentAsArrived', () => {
  const log = new InputLog();
  log.connected(undefined);
  log.append(encode('abc'));
  take(log);
  log.append(encode('d'));
  log.connected(undefined);
  assert.equal(take(log), 'd');
});

test('InputLog_tooMuchWaiting_refusesAll', () => {
  const log = new InputLog(4);
  assert.equal(log.append(encode('abc')), true);
  assert.equal(log.append(encode('de')), false);
  log.connected(0);
  assert.equal(take(log), 'abc');
});
