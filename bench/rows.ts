import { bytes } from './rows/bytes.js';
import { callers } from './rows/callers.js';
import { childDeath } from './rows/childDeath.js';
import { firstReply } from './rows/firstReply.js';
import { hostDeath } from './rows/hostDeath.js';
import { idleMemory } from './rows/idleMemory.js';
import { longLine } from './rows/longLine.js';
import { prompt } from './rows/prompt.js';
import { roundTrip } from './rows/roundTrip.js';
import { smallCalls } from './rows/smallCalls.js';
import { texts } from './rows/texts.js';
import { variants } from './rows/variants.js';
import type { Row } from './support/row.js';

/** All that can be measured, in the order of the table. */
export const rows: readonly Row[] = [
  roundTrip,
  smallCalls,
  callers,
  texts,
  bytes,
  longLine,
  firstReply,
  hostDeath,
  childDeath,
  prompt,
  idleMemory,
  variants,
];
