/** A side of the project, each with sources and tests of its own. */
export type Side = 'node' | 'dotnet';

/** A mistake that somebody could make, as a replacement in the sources of one side. */
export interface Bug {
  readonly side: Side;
  /** What is wrong then, to go on from "caught: ". */
  readonly name: string;
  /** A piece of code that stands in the sources of its side once only; a run of blanks and line ends is like any other. */
  readonly from: string;
  readonly to: string;
}
