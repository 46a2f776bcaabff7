import { existsSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL, URL } from 'node:url';
import { types } from 'node:util';
import { ModuleLoadError } from '../errors/moduleErrors.js';
import { safeString } from '../errors/safeString.js';
import { systemErrorCode } from '../transport/systemErrors.js';
import { listExports, type ModuleExports } from './moduleExports.js';
import { findSyntaxError, type SyntaxPlace } from './syntaxErrors.js';

/**
 * Loads an ES or CommonJS module.
 *
 * @param path its absolute path, or a `file:` URL
 * @throws ModuleLoadError that tells apart: not there, a syntax error, a throw while it runs, no function exported
 */
export async function loadModule(path: string): Promise<ModuleExports> {
  const url = path.startsWith('file:') ? new URL(path) : pathToFileURL(path);
  const file = fileURLToPath(url);
  checkFile(file);
  let namespace: Readonly<Record<string, unknown>>;
  try {
    namespace = await import(url.href);
  } catch (error) {
    throw explain(file, error);
  }
  // By the path behind symbolic links, as require() has it.
  const cache: NodeJS.Dict<{ readonly exports: unknown }> = createRequire(url).cache;
  const cached = cache[realpathSync(file)];
  // An ES module stands there too once it was required, and in Bun always, with its namespace as its exports.
  const exports = listExports(namespace, types.isModuleNamespaceObject(cached?.exports) ? undefined : cached);
  if (exports.functions.size === 0) {
    const others = [...exports.others].map(([name, kind]) => `${name} is ${kind}`).join(', ');
    const found = others === '' ? 'It exports nothing' : `Of its exports ${others}`;
    throw new ModuleLoadError('NO_EXPORTS', `The module ${file} exports no function. ${found}.`);
  }
  return exports;
}

function checkFile(file: string): void {
  if (!existsSync(file)) {
    throw new ModuleLoadError('NOT_FOUND', `The module ${file} is not there. ${copyAdvice(file)}`);
  }
  if (statSync(file).isDirectory()) {
    throw new ModuleLoadError('NOT_FOUND', `The module ${file} is a folder; name the file in it.`);
  }
}

function explain(file: string, error: unknown): ModuleLoadError {
  const message = error instanceof Error ? error.message : safeString(error);
  const code = systemErrorCode(error);
  if (error instanceof Error && isByParser(error)) {
    const place = findSyntaxError(file, error);
    const what = describePlace(file, place);
    const text = place === undefined ? '' : `\n${place.text}`;
    return new ModuleLoadError(
      'SYNTAX',
      `${what} a syntax error: ${message.replace(wrapped, '')}${text}`,
      error,
    );
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return new ModuleLoadError(
      'NOT_FOUND',
      `The module ${file} imports what is not there: ${message}`,
      error,
    );
  }
  const name = error instanceof Error ? `${error.name}: ` : '';
  const advice = code === 'ERR_UNKNOWN_FILE_EXTENSION' ? extensionAdvice(message) : '';
  return new ModuleLoadError(
    'THREW',
    `The module ${file} threw while it was loaded: ${name}${message}${advice}`,
    error,
  );
}

// Of a .NET project, whose build copies what it is told to.
function copyAdvice(file: string): string {
  const item = `<None Include="${basename(file)}" CopyToOutputDirectory="PreserveNewest" />`;
  return `Was it copied beside the program? In a .NET project that is ${item}`;
}

// Of what a Node runs not yet, or not at all.
function extensionAdvice(message: string): string {
  if (/"\.[cm]?ts"/.test(message)) {
    return '. Transpile it, or take Node 22.18 or later';
  }
  return /"\.[jt]sx"/.test(message) ? '. Transpile it: no Node runs JSX' : '';
}

function describePlace(file: string, place: SyntaxPlace | undefined): string {
  if (place === undefined) {
    return `The module ${file}, or one that it imports, has`;
  }
  return place.file === file
    ? `The module ${file} has`
    : `The module ${file} imports ${place.file}, which has`;
}

/** In Deno a module that cannot be parsed is one that is not found. */
const wrapped = /^SyntaxError: /;

// A SyntaxError of running code, such as one of JSON.parse, has been thrown by a frame of its own.
function isByParser(error: Error): boolean {
  if (error.name === 'BuildMessage') {
    return true; // Bun's.
  }
  if (systemErrorCode(error) === 'ERR_MODULE_NOT_FOUND') {
    return wrapped.test(error.message);
  }
  // Deno and Bun show no frame of the parser, but those that await it.
  const frame = /^\s+at .*$/m.exec(error.stack ?? '')?.[0] ?? 'at async';
  return error instanceof SyntaxError && /node:internal\/|at async/.test(frame);
}
