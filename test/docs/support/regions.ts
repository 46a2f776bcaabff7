/**
 * The lines of a source between `#region name` and the next `#endregion`, or the whole of it where no name is given;
 * without the indentation that they share.
 */
export function regionOf(source: string, name: string | undefined): string {
  if (name === undefined) {
    return source.trimEnd();
  }
  const lines = source.split('\n');
  const begin = lines.findIndex((line) => new RegExp(`^\\s*(?://\\s*)?#region ${name}$`).test(line));
  const end = lines.findIndex((line, index) => index > begin && /^\s*(?:\/\/\s*)?#endregion\b/.test(line));
  if (begin === -1 || end === -1) {
    throw new Error(`There is no region ${name}.`);
  }
  return withoutIndentation(lines.slice(begin + 1, end)).join('\n');
}

function withoutIndentation(lines: readonly string[]): string[] {
  const indentation = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  return lines.map((line) => line.slice(indentation));
}
