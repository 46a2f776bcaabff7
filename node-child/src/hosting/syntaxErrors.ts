import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL, URL } from 'node:url';
import { Script } from 'node:vm';
import { readText } from './readText.js';

/** Where a syntax error is. */
export interface SyntaxPlace {
  readonly file: string;
  /** As Node shows it: the file with the line, the line itself, and what points to the place in it. */
  readonly text: string;
}

/** What Bun tells of the place. */
interface BunPosition {
  readonly file: string;
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly lineText: string;
}

/** The most files that are looked through. */
const MOST_FILES = 1_000;

/** An error that is shown with its place begins like this; at the end of a file nothing points to it. */
const shownPlace = /^(?<file>.+):(?<line>\d+)\n(?<source>.*)\n(?<caret> *\^*)\n/;

/** What a module is compiled in, so that it may await. */
const BEFORE = '(async () => {"use strict";';
const AFTER = '\n});';

/** Import and export declarations that name another module. */
const fromOthers =
  /^[ \t]*(?:import|import\s+(?:[\w$]+\s*,\s*)?(?:[\w$]+|\*\s*as\s+[\w$]+|\{[^{}]*\})\s*from|export\s*(?:\*|\*\s*as\s+[\w$]+|\{[^{}]*\})\s*from)\s*(?:'(?<single>[^'\n]*)'|"(?<double>[^"\n]*)")/gm;

/**
 * Finds the place of a syntax error. Node tells it of CommonJS, and of ES modules only where it prints the error itself. So
 * these are compiled once more, as scripts, without what scripts may not have.
 *
 * @param entry the file that was loaded: the error may be in what it imports
 * @returns nothing where no file has exactly this error
 */
export function findSyntaxError(entry: string, error: Error): SyntaxPlace | undefined {
  if ('position' in error) {
    const { file, line, column, lineText } = error.position as BunPosition;
    return { file, text: `${file}:${line}\n${lineText}\n${' '.repeat(column - 1)}^` };
  }
  const shown = shownPlace.exec(error.stack ?? '')?.groups;
  if (shown !== undefined) {
    const { file: name = '', line, source, caret } = shown;
    const file = name.startsWith('file:') ? fileURLToPath(name) : name;
    return { file, text: `${file}:${line}\n${source}\n${caret}`.trimEnd() };
  }
  const files = new Set([entry]);
  for (const file of files) {
    const source = readText(file);
    const place = placeIn(file, source, error.message);
    if (place !== undefined) {
      return place;
    }
    for (const imported of files.size < MOST_FILES ? importsOf(file, source) : []) {
      files.add(imported);
    }
  }
  return undefined;
}

function placeIn(file: string, source: string, message: string): SyntaxPlace | undefined {
  const script = asScript(source);
  const errors = [compile(file, script + AFTER)];
  if (errors[0] !== undefined) {
    // What is left open would be closed by what stands behind it.
    errors.push(compile(file, script));
  }
  const same = errors.find((error) => error?.message === message);
  const { line, caret } = shownPlace.exec(same?.stack ?? '')?.groups ?? {};
  const text = `${file}:${line}\n${source.split(/\r?\n/)[Number(line) - 1]}\n${caret}`;
  return line === undefined ? undefined : { file, text: text.trimEnd() };
}

function compile(file: string, script: string): SyntaxError | undefined {
  try {
    new Script(BEFORE + script, { filename: file, columnOffset: -BEFORE.length });
    return undefined;
  } catch (error) {
    return error instanceof SyntaxError ? error : undefined;
  }
}

// Of the same length, so that every place is the same.
function asScript(source: string): string {
  return source
    .replace(/^#!/, '//')
    .replace(fromOthers, blank)
    .replace(/^([ \t]*)export\s+default\b/gm, (all) => `void${blank(all.slice(4))}`)
    .replace(/^[ \t]*export\s*\{[^{}]*\}/gm, blank)
    .replace(/^[ \t]*export(?=\s+(?:async|class|const|function|let|var)\b)/gm, blank)
    .replace(/\bimport\.meta\b/g, 'import_meta');
}

function blank(text: string): string {
  return text.replace(/[^\n\r]/g, ' ');
}

function importsOf(file: string, source: string): string[] {
  return [...source.matchAll(fromOthers)].flatMap(({ groups }) =>
    resolve(file, groups?.['single'] ?? groups?.['double'] ?? ''),
  );
}

function resolve(file: string, specifier: string): string[] {
  try {
    return /^(?:\.{0,2}\/|file:)/.test(specifier)
      ? [fileURLToPath(new URL(specifier, pathToFileURL(file)))]
      : [createRequire(file).resolve(specifier)].filter((resolved) => resolved !== specifier);
  } catch {
    return [];
  }
}
