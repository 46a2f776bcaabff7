import { codeBlocksOf, readText } from '../../docs/support/codeBlocks.js';

const guide = 'docs/guide/publishing.md';

/**
 * What the guide to publishing puts into a project file.
 *
 * @param section its heading; what stands before the first one unless given
 */
export function guideItems(section?: string): string {
  const markdown = readText(guide);
  const text =
    section === undefined
      ? markdown.split(/^## /m)[0]
      : new RegExp(`^## ${section}$(.*?)(?=^## )`, 'ms').exec(markdown)?.[1];
  const items = codeBlocksOf(guide, text ?? '').find(({ language }) => language === 'xml')?.text;
  if (items === undefined) {
    throw new Error(`${guide} puts nothing into a project file by ${section ?? 'what stands first'}.`);
  }
  return items;
}
