/** Whether this runs in Bun, whose sockets read nothing from an inherited descriptor. */
export const isBun = 'bun' in process.versions;

/** Whether this runs in Deno, whose `fs` knows no inherited descriptors. */
export const isDeno = 'deno' in process.versions;
