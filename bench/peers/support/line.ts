import type { Verdict } from '../../support/verdict.js';
import type { PeerBench } from './peerBench.js';

/** What stands beside each other in a line: the library, its peers, and C over two pipes as the floor. */
export type Contender = 'nodepipe' | 'jering' | 'mcp' | 'raw';

/** The columns, in their order. */
export const contenders = {
  nodepipe: 'NodePipe',
  jering: 'Jering.Javascript.NodeJS',
  mcp: 'MCP SDKs',
  raw: 'C over two pipes',
} as const satisfies Record<Contender, string>;

/** All of them, in the order of the columns. */
export const contenderNames = Object.keys(contenders) as readonly Contender[];

/** One kind of work: a file in `works/`, listed in `works.ts`. */
export interface Work {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;

  /** Measures, and checks every answer that it times. */
  measure(bench: PeerBench): Promise<readonly Line[]>;
}

/** One line of the table. */
export interface Line {
  readonly work: string;
  /** What was measured, or in words why it was not. */
  readonly cells: Readonly<Partial<Record<Contender, string>>>;
  readonly goals?: readonly Goal[];
  /** The time of the same work in microseconds, where it is one: for the chart. */
  readonly times?: Readonly<Partial<Record<Contender, number>>>;
}

/** What was aimed at, and what came out. */
export interface Goal {
  readonly text: string;
  readonly measured: string;
  /** Not there where the other side of a ratio is missing. */
  readonly verdict?: Verdict;
}
