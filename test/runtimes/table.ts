import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transports } from '../support/child.js';
import table from './table.json' with { type: 'json' };

/** What each runtime is held against; a name of the table. */
export type Behaviour = keyof typeof table.behaviours;

/** A runtime that the child is started with. */
export interface Runtime {
  /** As the guide has it, with as much of its version as there is support for. */
  readonly name: string;
  /** The program, and what stands before the child's own file. */
  readonly command: readonly [file: string, ...before: string[]];
  /** The forms of the transport that do not work there. */
  readonly refused: readonly (typeof transports)[number][];
  readonly isInstalled: boolean;
}

/** The runtimes, where they are installed or not. */
export const runtimes: readonly Runtime[] = table.runtimes.map((runtime) => {
  const { name, program, arguments: before = [], refused } = runtime;
  const file = fileURLToPath(new URL(`node/node_modules/${program}`, import.meta.url));
  return {
    name,
    command: [file, ...before],
    refused: transports.filter((form) => form === refused),
    isInstalled: existsSync(file),
  };
});

/** Why a test is skipped. */
export const notInstalled =
  'The runtime is not installed: `npm run test:runtimes` installs it (on Linux x64 with glibc).';

/** Every behaviour with its title. */
export const behaviours = Object.entries(table.behaviours) as [Behaviour, string][];

type Cells = Readonly<Record<string, Readonly<Record<string, string>>>>;

const cell = (cells: Cells, behaviour: Behaviour, runtime: string) => cells[behaviour]?.[runtime];

/** Why a runtime cannot do something; undefined where it can. */
export const whyNot = (behaviour: Behaviour, runtime: string) => cell(table.cannot, behaviour, runtime);

/** What a runtime cannot do of something that it can do otherwise. */
export const remarkOn = (behaviour: Behaviour, runtime: string) => cell(table.remarks, behaviour, runtime);

/** The table as docs/guide/runtimes.md has it. */
export function asMarkdown(): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const names = table.runtimes.map(({ name }) => name);
  return [
    `| ${row(names)}`,
    row(['---', ...names.map(() => '---')]),
    row(['supported until', ...table.runtimes.map(({ life }) => life)]),
    ...behaviours.map(([behaviour, title]) => {
      const cells = names.map((name) => {
        const reason = whyNot(behaviour, name);
        if (reason !== undefined) {
          return `no: ${reason}`;
        }
        const remark = remarkOn(behaviour, name);
        return remark === undefined ? 'yes' : `yes; ${remark}`;
      });
      return row([title, ...cells]);
    }),
  ].join('\n');
}
