const OLDEST_NODE = 20;

/** Why this Node cannot run the package, in one sentence; nothing where it can. */
export const nodeTooOld =
  Number.parseInt(process.versions.node, 10) < OLDEST_NODE
    ? `Node ${OLDEST_NODE} or later is needed; this is Node ${process.versions.node}.`
    : undefined;
