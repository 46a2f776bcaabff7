import path from 'node:path';
import { type Arrow, type Room, rooms, toRoom } from './rooms.js';
import { type SourceFile, withoutComments } from './sourceFiles.js';

/** What the files of the library refer to. */
export interface DotnetReferences {
  readonly arrows: readonly Arrow[];
  /** Files whose namespace is not their folder, or whose folder is no room. */
  readonly faults: readonly string[];
}

const rootNamespace = 'NodePipe';
const roomNames = rooms
  .filter((room) => !room.includes('/'))
  .map((room) => room[0]?.toUpperCase() + room.slice(1))
  .join('|');

/** A room by its name, as in `using NodePipe.Hosting;`, `NodePipe.Hosting.X` and, inside the root, `Hosting.X`. */
const namedRooms = new RegExp(
  `(?<![\\w.])(?:${rootNamespace}\\.(${roomNames})\\b|(${roomNames})\\.[A-Z])`,
  'g',
);
const declaredTypes = /\b(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(\w+)/g;

/**
 * Walks the references. A type of the root namespace is in sight of every room without a `using`, so those are looked
 * for by their names.
 */
export function walkDotnetReferences(files: readonly SourceFile[]): DotnetReferences {
  const sources = files.map((file) => ({
    path: file.path,
    code: withoutComments(file.text).replace(/"(?:\\.|[^"\\\n])*"/g, '""'),
  }));
  const apiTypes = sources
    .filter(({ path }) => roomOf(path) === 'api')
    .flatMap(({ code }) => [...code.matchAll(declaredTypes)].map(([, name = '']) => name));
  const arrows: Arrow[] = [];
  const faults: string[] = [];
  for (const { path, code } of sources) {
    const from = roomOf(path);
    if (from === undefined) {
      faults.push(`${path}: its folder is no room`);
      continue;
    }
    faults.push(...namespaceFaults(path, code));
    for (const [names, qualified, bare] of code.matchAll(namedRooms)) {
      const to = toRoom(qualified ?? bare ?? '');
      if (to !== undefined) {
        arrows.push({ file: path, from, to, names });
      }
    }
    if (from !== 'api') {
      const used = apiTypes.filter((type) => new RegExp(`(?<![\\w.])${type}\\b`).test(code));
      arrows.push(...used.map((names) => ({ file: path, from, to: 'api' as const, names })));
    }
  }
  return { arrows, faults };
}

function namespaceFaults(file: string, code: string): string[] {
  const folder = path.posix.dirname(file);
  const expected = folder === '.' ? rootNamespace : `${rootNamespace}.${folder.replaceAll('/', '.')}`;
  const declared = /^\s*namespace\s+([\w.]+)\s*([;{])?/m.exec(code);
  // A file of global usings or assembly attributes declares nothing.
  if (declared === null) {
    return /\b(?:class|struct|interface|enum|record)\s+\w+/.test(code)
      ? [`${file}: the namespace ${expected} is missing`]
      : [];
  }
  return declared[1] === expected && declared[2] === ';'
    ? []
    : [`${file}: the namespace must be file-scoped and ${expected}, not ${declared[1]}`];
}

function roomOf(file: string): Room | undefined {
  const [folder = '', ...rest] = file.split('/');
  return rest.length === 0 || folder === 'Properties' ? 'api' : toRoom(folder);
}
