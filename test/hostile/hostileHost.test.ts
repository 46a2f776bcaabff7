import { describe } from 'vitest';
import { attackChild } from './attackChild.js';
import { testAttacks } from './everyRun.js';

describe('a Node child answers or says why it has ended, and keeps its budget, when its host sends', () => {
  testAttacks(attackChild);
});
