import { describe, expect, test } from 'vitest';
import { attacks } from '../fixtures/hostile/attacks.mjs';
import { attackChild } from './attackChild.js';
import { expectOrder, fatal } from './expectations.js';

const seed = Number(process.env['NODEPIPE_SEED'] ?? Date.now() % 1_000_000);

describe(`a Node child keeps its order and its budget against a host that sends (NODEPIPE_SEED=${seed})`, () => {
  test.concurrent.each(Object.keys(attacks))('%s', async (name) => {
    const outcome = await attackChild({ name, seed, milliseconds: 1_000 });
    expectOrder(outcome);
    if (fatal.includes(name)) {
      expect(outcome.isAlive, 'the connection goes on').toBe(false);
    }
  });
});
