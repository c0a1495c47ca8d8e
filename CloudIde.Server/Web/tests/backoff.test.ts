import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../src/terminal/backoff.ts';

test('Backoff_repeatedFailures_doublesUpToTheCap', () => {
  const backoff = new Backoff(() => 1);
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(() => backoff.next()), [250, 500, 1000, 2000, 4000, 5000, 5000]);
});

test('Backoff_randomPart_takesAtMostHalf', () => {
  assert.equal(new Backoff(() => 0).next(), 125);
  assert.equal(new Backoff(() => 0.5).next(), 187.5);
});

test('Backoff_reset_startsOver', () => {
  const backoff = new Backoff(() => 1);
  backoff.next();
  backoff.next();
  backoff.reset();
  assert.equal(backoff.next(), 250);
});
