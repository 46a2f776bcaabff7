import { LineEndInTextError } from '../errors/lineErrors.js';

/**
 * Makes a text what a line holds that a reader takes for it.
 *
 * @throws LineEndInTextError where the text holds an LF: the other side would take it for more than one line
 */
export function lineText(text: string): string {
  const lineEnd = text.indexOf('\n');
  if (lineEnd !== -1) {
    throw new LineEndInTextError(lineEnd);
  }
  // A reader takes one CR before the LF for a part of the line end, so a CR of the text needs another after it.
  return text.endsWith('\r') ? `${text}\r` : text;
}
