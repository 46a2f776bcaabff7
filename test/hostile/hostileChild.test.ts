import { describe } from 'vitest';
import { attackHost } from './attackHost.js';
import { testAttacks } from './everyRun.js';

describe('a host in .NET answers or says why it has ended, and keeps its budget, when its child sends', () => {
  testAttacks(attackHost);
});
