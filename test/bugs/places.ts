import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Bug, Side } from './bug.js';

const sources: Readonly<Record<Side, { readonly folder: string; readonly ending: string }>> = {
  node: { folder: 'node-child/src', ending: '.ts' },
  dotnet: { folder: 'dotnet-host/src/NodePipe', ending: '.cs' },
};

/** Where a bug goes, with the text of that file before and after. */
export interface Place {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Finds the one place of a bug, in whatever file it is.
 *
 * @param root the folder of the repository
 * @throws Error where it is not there, or more than once
 */
export function findPlace(root: string, bug: Bug): Place {
  const pattern = patternOf(bug.from);
  const places = readSources(root, bug.side).flatMap(({ file, text }) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
      file,
      before: text,
      after: text.slice(0, index) + bug.to + text.slice(index + found.length),
    })),
  );
  const [place, ...others] = places;
  if (place === undefined || others.length > 0) {
    const where = places.length === 0 ? 'nowhere' : places.map(({ file }) => file).join(', ');
    throw new Error(
      `The bug "${bug.name}" belongs to one place of the ${bug.side} side; its text was found ${where}: ${bug.from}`,
    );
  }
  return place;
}

// A formatter may have put the ends of lines elsewhere.
function patternOf(text: string): RegExp {
  return new RegExp(text.trim().split(/\s+/).map(escapePattern).join('\\s+'), 'g');
}

function escapePattern(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

function readSources(root: string, side: Side): readonly { readonly file: string; readonly text: string }[] {
  const { folder, ending } = sources[side];
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => {
      const file = path.join(root, folder, name);
      return { file, text: readFileSync(file, 'utf8') };
    });
}
