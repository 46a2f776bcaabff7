import { readdirSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../support/consoleHost.js';
import { readText } from './codeBlocks.js';

const library = 'dotnet-host/src/NodePipe';

/** The properties of every class of options of the .NET library, those of an extension included. */
export function optionNames(): (string | undefined)[] {
  return readdirSync(path.join(repository, library), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:Options|Settings)(?:Extensions)?\.cs$/.test(name))
    .map((name) => readText(path.join(library, name)))
    .flatMap((source) => [...source.matchAll(/public [^;{(]+ (\w+)\s*\{\s*get\b/g)].map(([, name]) => name));
}
