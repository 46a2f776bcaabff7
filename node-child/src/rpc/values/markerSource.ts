/** The names of the members that make an object a marker; `docs/protocol.md`, section 5. */
export const markerNames: ReadonlySet<string> = new Set(['$bin', '$text', '$stream', '$callback']);

/** Which markers a message may hold, and where their numbers come from. */
export interface MarkerSource {
  /** Whether bytes may travel beside the message; if not they become base64. */
  readonly attachments: boolean;
  /** Gives the number of a stream, or says who can have none, to go on from "is a stream, which ". */
  readonly nextStream: (() => number) | string;
  /** Gives the number of a callback, or says who can have none, to go on from "is a function, which ". */
  readonly nextCallback: (() => number) | string;
}

/** Nothing but JSON. */
export const noMarkers: MarkerSource = {
  attachments: false,
  nextStream: 'only the arguments and the result of a call can hold',
  nextCallback: 'only the arguments of a call can hold',
};

/** A function of any kind; what it takes is the other side's business. */
export type AnyFunction = (...args: unknown[]) => unknown;
