/** The rooms of either side; `api` is what stands in no room: the entry points and what users import. */
export const rooms = ['api', 'hosting', 'processes', 'rpc', 'framing', 'transport', 'errors'] as const;

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

/** The rooms below each room. */
const below: Readonly<Record<Room, readonly Room[]>> = {
  api: ['hosting', 'processes', 'rpc', 'framing', 'transport', 'errors'],
  hosting: ['processes', 'rpc', 'framing', 'transport', 'errors'],
  processes: ['transport', 'errors'],
  rpc: ['framing', 'transport', 'errors'],
  framing: ['transport', 'errors'],
  transport: ['errors'],
  errors: [],
};

/** The room of that name, or nothing. */
export function toRoom(name: string): Room | undefined {
  return rooms.find((room) => room === name.toLowerCase());
}

/** The arrows that point up or aside, each as a sentence. */
export function forbiddenArrows(arrows: readonly Arrow[]): string[] {
  return arrows
    .filter(({ from, to }) => from !== to && !below[from].includes(to))
    .map(({ file, from, to, names }) => `${file}: ${from} must not use ${to} (${names})`);
}
