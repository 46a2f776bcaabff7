import path from 'node:path';
import { type Arrow, type Room, toRoom } from './rooms.js';
import { type SourceFile, withoutComments } from './sourceFiles.js';

/** What the files of node-child/src import, judged by the rules of the rooms. */
export interface NodeImports {
  readonly arrows: readonly Arrow[];
  /** Files in a folder that is no room, packages from npm, and uses of a transport's form outside hosting. */
  readonly faults: readonly string[];
}

/** Every `import`, `export … from` and `import()`, whether of types or of values. */
const specifiers = /\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g;

/** All of the transport room that the rooms above it may see, save hosting: its interface, and how it encodes texts. */
const seenOfTransport: readonly string[] = ['transport/transport.js', 'transport/utf8.js'];

/** What users of the library see as a connection; whoever takes it takes everything. */
const WHOLE_CONNECTION = 'rpc/connection.js';

/** The few files that may name it: those that open one. All others take what they need of it. */
const namersOfConnection: readonly string[] = ['hosting/childProgram.ts', 'hosting/connect.ts'];

/** Walks the imports. */
export function walkNodeImports(files: readonly SourceFile[]): NodeImports {
  const arrows: Arrow[] = [];
  const faults: string[] = [];
  for (const file of files) {
    const from = roomOf(file.path);
    if (from === undefined) {
      faults.push(`${file.path}: its folder is no room`);
      continue;
    }
    for (const [, specifier = ''] of withoutComments(file.text).matchAll(specifiers)) {
      if (!specifier.startsWith('.')) {
        if (!specifier.startsWith('node:')) {
          faults.push(`${file.path}: the package ${specifier} would be needed at run time`);
        }
        continue;
      }
      const target = path.posix.join(path.posix.dirname(file.path), specifier);
      const to = roomOf(target);
      if (to === undefined) {
        faults.push(`${file.path}: ${specifier} lies in no room`);
        continue;
      }
      arrows.push({ file: file.path, from, to, names: specifier });
      const isBelowHosting = from.startsWith('rpc') || from === 'framing';
      if (to === 'transport' && isBelowHosting && !seenOfTransport.includes(target)) {
        faults.push(`${file.path}: only hosting names a concrete transport (${specifier})`);
      }
      if (target === WHOLE_CONNECTION && !namersOfConnection.includes(file.path)) {
        faults.push(`${file.path}: it needs no whole connection, but one of its seams (${specifier})`);
      }
    }
  }
  return { arrows, faults };
}

function roomOf(file: string): Room | undefined {
  const folder = path.posix.dirname(file);
  if (folder.startsWith('..')) {
    return undefined;
  }
  return folder === '.' ? 'api' : toRoom(folder);
}
