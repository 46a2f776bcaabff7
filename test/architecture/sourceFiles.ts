import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const notOurs = new Set(['node_modules', 'dist', 'bin', 'obj', 'artifacts', 'TestResults']);

/** A source file of the project. */
export interface SourceFile {
  /** Relative to the folder that was asked for, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Reads the files below a folder of the project whose name has one of the endings. */
export function readSources(folder: string, endings: readonly string[]): SourceFile[] {
  const start = path.join(root, folder);
  return walk(start)
    .filter((file) => endings.includes(path.extname(file)))
    .map((file) => ({
      path: path.relative(start, file).replaceAll(path.sep, '/'),
      text: readFileSync(file, 'utf8'),
    }));
}

/** The text without its comments; a string that looks like one stays. */
export function withoutComments(text: string): string {
  const stringOrComment = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(stringOrComment, (_match, string: string | undefined) => string ?? '');
}

/** How many lines the text has; the end of the last line begins no other. */
export function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (!entry.isDirectory()) {
      return [file];
    }
    return notOurs.has(entry.name) || entry.name.startsWith('.') ? [] : walk(file);
  });
}
