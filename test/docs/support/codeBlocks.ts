import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../support/consoleHost.js';

/** A fenced block of a Markdown file. */
export interface CodeBlock {
  /** The file, from the repository's folder. */
  readonly file: string;
  /** The line of the opening fence. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** What the comment `<!-- from … -->` right above the block names: a file, or `file#region`. */
  readonly source: string | undefined;
}

/** The Markdown files of a folder. */
const markdownIn = (folder: string) =>
  readdirSync(path.join(repository, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);

/** The pages of the guide. */
export const guidePages: readonly string[] = markdownIn('docs/guide');

/** The project's own Markdown files. */
export const documents: readonly string[] = [
  'README.md',
  'CHANGELOG.md',
  'node-child/README.md',
  'dotnet-host/src/NodePipe/README.md',
  ...markdownIn('docs'),
  ...guidePages,
];

/** Reads a file of the repository. */
export const readText = (file: string) => readFileSync(path.join(repository, file), 'utf8');

/** The fenced blocks of a Markdown text. */
export function codeBlocksOf(file: string, markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = markdown.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const language = /^```(\S*)/.exec(lines[index] ?? '')?.[1];
    if (language === undefined) {
      continue;
    }
    const end = lines.indexOf('```', index + 1);
    if (end === -1) {
      throw new Error(`${file}:${index + 1}: the block does not end.`);
    }
    const source = /^<!-- from (\S+) -->$/.exec(lines[index - 1] ?? '')?.[1];
    const text = lines.slice(index + 1, end).join('\n');
    blocks.push({ file, line: index + 1, language, text, source });
    index = end;
  }
  return blocks;
}

/** Every fenced block of every document. */
export const allCodeBlocks = (): CodeBlock[] =>
  documents.flatMap((file) => codeBlocksOf(file, readText(file)));

/** Where a block stands, for a test's title. */
export const placeOf = ({ file, line, language }: CodeBlock) => `${file}:${line} (${language})`;
