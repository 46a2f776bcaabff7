import { readFileSync } from 'node:fs';

/** What stands in a file; nothing where it cannot be read, or has gone meanwhile. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
