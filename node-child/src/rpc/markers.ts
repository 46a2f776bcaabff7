/** The names of the members that make an object a marker; `docs/protocol.md`, section 5. */
export const markerNames: ReadonlySet<string> = new Set(['$bin', '$text', '$stream', '$callback']);
