import type { Work } from './support/line.js';
import { bytes } from './works/bytes.js';
import { callers } from './works/callers.js';
import { fairness } from './works/fairness.js';
import { firstAnswer } from './works/firstAnswer.js';
import { growth } from './works/growth.js';
import { idleMemory } from './works/idleMemory.js';
import { rendering } from './works/rendering.js';
import { smallCalls } from './works/smallCalls.js';
import { texts } from './works/texts.js';

/** All that is measured, in the order of the table. */
export const works: readonly Work[] = [
  smallCalls,
  callers,
  texts,
  bytes,
  rendering,
  firstAnswer,
  idleMemory,
  growth,
  fairness,
];
