import path from 'node:path';
import { type Arrow, type Room, rooms, toRoom } from './rooms.js';
import { type SourceFile, withoutComments } from './sourceFiles.js';

/** What the files of the library refer to. */
export interface DotnetReferences {
  readonly arrows: readonly Arrow[];
  /** Files whose namespace is neither their folder nor, for what is public, the root, or whose folder is no room. */
  readonly faults: readonly string[];
}

const rootNamespace = 'NodePipe';
const roomNames = rooms
  .map((room) => room.split('/').map(capitalized).join('\\.'))
  .sort((one, other) => other.length - one.length)
  .join('|');

/** A room by its name, as in `using NodePipe.Hosting;`, `NodePipe.Rpc.Values.X` and, inside the root, `Hosting.X`. */
const namedRooms = new RegExp(
  `(?<![\\w.])(?:${rootNamespace}\\.(${roomNames})\\b|(${roomNames})\\.[A-Z])`,
  'g',
);

/** A room within `rpc` by its short name, which is in sight of the others, and a type of it, if it is no property. */
const innerTypes = /(?<![\w.])(Calls|Streams|Values|Messages)\.([A-Z]\w*)/g;

/** What is data for users, and in sight of every room within `rpc`. */
const seenWithinRpc = [
  'AnyResult',
  'CallArguments',
  'CallOptions',
  'HandlerContext',
  'PeerInfo',
  'RpcOptions',
];
const declaredTypes = /\b(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(\w+)/g;

/**
 * Walks the references. A type of an outer namespace is in sight of the inner ones without a `using`, so those of the root,
 * which is everything public, and of `rpc` are looked for by their names.
 */
export function walkDotnetReferences(files: readonly SourceFile[]): DotnetReferences {
  const sources = codeOf(files);
  const publicTypes = rooms.map((room) => ({ room, types: typesInRoot(room, sources) }));
  const rpcTypes = typesOf('rpc', sources).filter((type) => !seenWithinRpc.includes(type));
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
      const to = toRoom((qualified ?? bare ?? '').replaceAll('.', '/'));
      if (to !== undefined) {
        arrows.push({ file: path, from, to, names });
      }
    }
    for (const { room: to, types } of publicTypes.filter(({ room }) => room !== from)) {
      const seen = from.startsWith('rpc/') && to === 'rpc' ? seenWithinRpc : [];
      const names = used(
        types.filter((type) => !seen.includes(type)),
        code,
      );
      arrows.push(...names.map((name) => ({ file: path, from, to, names: name })));
    }
    if (from.startsWith('rpc/')) {
      for (const [names, inner, type = ''] of code.matchAll(innerTypes)) {
        const to = toRoom(`rpc/${inner}`);
        if (to !== undefined && typesOf(to, sources).includes(type)) {
          arrows.push({ file: path, from, to, names });
        }
      }
      arrows.push(...used(rpcTypes, code).map((names) => ({ file: path, from, to: 'rpc' as const, names })));
    }
  }
  return { arrows, faults };
}

/** The code of the files, without comments and texts. */
export function codeOf(files: readonly SourceFile[]): { path: string; code: string }[] {
  return files.map((file) => ({
    path: file.path,
    code: withoutComments(file.text).replace(/"(?:\\.|[^"\\\n])*"/g, '""'),
  }));
}

function typesOf(room: Room, sources: readonly { path: string; code: string }[]): string[] {
  return sources
    .filter(({ path }) => roomOf(path) === room)
    .flatMap(({ code }) => [...code.matchAll(declaredTypes)].map(([, name = '']) => name));
}

/** The types of a room that users import: their namespace is the root, and in sight of every file without a `using`. */
function typesInRoot(room: Room, sources: readonly { path: string; code: string }[]): string[] {
  return typesOf(
    room,
    sources.filter(({ code }) => namespaceOf(code) === rootNamespace),
  );
}

function namespaceOf(code: string): string | undefined {
  return /^\s*namespace\s+([\w.]+)/m.exec(code)?.[1];
}

function used(types: readonly string[], code: string): string[] {
  return types.filter((type) => new RegExp(`(?<![\\w.])${type}\\b`).test(code));
}

function capitalized(name: string): string {
  return name[0]?.toUpperCase() + name.slice(1);
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
  const isPublic = /^public\s/m.test(code);
  const wanted = isPublic ? rootNamespace : expected;
  return declared[1] === wanted && declared[2] === ';'
    ? []
    : [`${file}: the namespace must be file-scoped and ${wanted}, not ${declared[1]}`];
}

function roomOf(file: string): Room | undefined {
  const [folder = '', ...rest] = file.split('/');
  return rest.length === 0 || folder === 'Properties' ? 'api' : toRoom(file);
}
