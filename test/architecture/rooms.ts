/**
 * The rooms of either side; `api` is what stands in no room: the entry points and what users import. What stands in `rpc`
 * itself is the connection and its wiring.
 */
export const rooms = [
  'api',
  'hosting',
  'processes',
  'rpc',
  'rpc/calls',
  'rpc/streams',
  'rpc/values',
  'rpc/messages',
  'framing',
  'transport',
  'errors',
] as const;

/** One of {@link rooms}. */
export type Room = (typeof rooms)[number];

/** A file that uses another room. */
export interface Arrow {
  readonly file: string;
  readonly from: Room;
  readonly to: Room;
  /** What is used, as the file names it. */
  readonly names: string;
}

const belowMessages: readonly Room[] = ['framing', 'transport', 'errors'];
const belowValues: readonly Room[] = ['rpc/messages', ...belowMessages];
const belowStreams: readonly Room[] = ['rpc/values', ...belowValues];
const belowCalls: readonly Room[] = ['rpc/streams', ...belowStreams];
const belowRpc: readonly Room[] = ['rpc/calls', ...belowCalls];

/** The rooms below each room. */
const below: Readonly<Record<Room, readonly Room[]>> = {
  api: ['hosting', 'processes', 'rpc', ...belowRpc],
  hosting: ['processes', 'rpc', ...belowRpc],
  processes: ['transport', 'errors'],
  rpc: belowRpc,
  'rpc/calls': belowCalls,
  'rpc/streams': belowStreams,
  'rpc/values': belowValues,
  'rpc/messages': belowMessages,
  framing: ['transport', 'errors'],
  transport: ['errors'],
  errors: [],
};

/** The room of a file or a folder, whose path is written with slashes; nothing where its folder is no room. */
export function toRoom(path: string): Room | undefined {
  const [folder = '', inner = ''] = path.toLowerCase().split('/');
  return rooms.find((room) => room === `${folder}/${inner}`) ?? rooms.find((room) => room === folder);
}

/** The files of a list whose code names something, in order. */
export function filesThatName(name: string, files: readonly { path: string; code: string }[]): string[] {
  const word = new RegExp(`\\b${name}\\b`);
  return files
    .filter(({ code }) => word.test(code))
    .map(({ path }) => path)
    .sort();
}

/** The arrows that point up or aside, each as a sentence. */
export function forbiddenArrows(arrows: readonly Arrow[]): string[] {
  return arrows
    .filter(({ from, to }) => from !== to && !below[from].includes(to))
    .map(({ file, from, to, names }) => `${file}: ${from} must not use ${to} (${names})`);
}
