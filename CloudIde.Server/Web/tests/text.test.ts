import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText, encodeText, findChanges, findIndent, imageType } from '../src/editor/text.ts';

test('DecodeText_utf8_keepsEveryByte', () => {
  for (const text of ['', 'a\nb', 'ä→😀\n', '\ufeffwith mark\n', 'mixed\r\nends\n']) {
    const bytes = encodeText(text);
    const decoded = decodeText(bytes)!;
    assert.equal(decoded.text, text);
    assert.deepEqual(encodeText(decoded.text), bytes);
  }
});

test('DecodeText_binary_isNull', () => {
  assert.equal(decodeText(Uint8Array.of(65, 0, 66)), null);
  assert.equal(decodeText(Uint8Array.of(0xff, 0xfe, 65)), null);
});

test('DecodeText_lineEnds_areCrlfOnlyThroughout', () => {
  assert.equal(decodeText(encodeText('a\r\nb\r\n'))!.lineSeparator, '\r\n');
  assert.equal(decodeText(encodeText('a\r\nb\n'))!.lineSeparator, '\n');
  assert.equal(decodeText(encodeText('a'))!.lineSeparator, '\n');
});

test('FindChanges_turnsOneIntoTheOtherInSmallSteps', () => {
  assert.deepEqual(findChanges('same', 'same'), []);
  assert.deepEqual(findChanges('abcdef', 'abXdef'), [{ from: 2, to: 3, insert: 'X' }]);
  const before = 'first line\nkept\nkept too\nlast line\n';
  const after = '1st line\nkept\nkept too\nend\n';
  const changes = findChanges(before, after);
  assert.ok(changes.length > 1);
  assert.ok(changes.every(change => change.to <= 11 || change.from >= 24), 'the middle is not touched');
  assert.equal(changes.reduceRight((text, change) => text.slice(0, change.from) + change.insert + text.slice(change.to), before), after);
});

test('FindIndent_followsTheFile', () => {
  assert.equal(findIndent('def f():\n    a\n    if b:\n        c\n'), '    ');
  assert.equal(findIndent('a:\n  b:\n    c: 1\n  d: 2\n'), '  ');
  assert.equal(findIndent('func f() {\n\tif a {\n\t\tb()\n\t}\n}\n'), '\t');
  assert.equal(findIndent('no indent\n'), '    ');
});

test('ImageType_isByName', () => {
  assert.equal(imageType('a/logo.PNG'), 'image/png');
  assert.equal(imageType('a/logo.svg'), null);
});
