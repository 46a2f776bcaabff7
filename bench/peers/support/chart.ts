import { duration } from '../../support/format.js';
import { type Contender, contenderNames, contenders, type Line } from './line.js';

const ROW = 26;
const LEFT = 370;
const RIGHT = 40;
const WIDTH = 1000;
const TOP = 64;
const BOTTOM = 16;

/** Told apart by everybody, on light and on dark. */
const colours: Readonly<Record<Contender, string>> = {
  nodepipe: '#0072b2',
  jering: '#e69f00',
  mcp: '#cc79a7',
  raw: '#767676',
};

/** The times as dots on a logarithmic scale, a line of the table each: left is faster. */
export function toChart(lines: readonly Line[]): string {
  const rows = lines.flatMap(({ work, times }) => (times === undefined ? [] : [{ work, times }]));
  const values = rows.flatMap(({ times }) => Object.values(times));
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.ceil(Math.log10(Math.max(...values)));
  const x = (microseconds: number) =>
    LEFT + ((Math.log10(microseconds) - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
  const height = TOP + rows.length * ROW + BOTTOM;
  const decades = Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">`,
    '<title>Time for the same work, on a logarithmic scale: left is faster</title>',
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...legend(),
    ...decades.map((value) => scaleLine(value, x(value), height)),
    ...rows.map(({ work, times }, index) => row(work, times, TOP + (index + 0.5) * ROW, x)),
    '</svg>',
    '',
  ].join('\n');
}

function legend(): string[] {
  return contenderNames.map((name, index) => {
    const left = LEFT - 110 + index * 195;
    return `${dot(name, left, 16)}<text x="${left + 11}" y="20" fill="#333333">${contenders[name]}</text>`;
  });
}

function scaleLine(value: number, x: number, height: number): string {
  const label = duration(value).replace(/\.0+ /, ' ');
  return (
    `<line x1="${round(x)}" y1="${TOP - 8}" x2="${round(x)}" y2="${height - BOTTOM}" stroke="#dddddd"/>` +
    `<text x="${round(x)}" y="${TOP - 14}" fill="#666666" text-anchor="middle">${label}</text>`
  );
}

function row(
  work: string,
  times: NonNullable<Line['times']>,
  y: number,
  x: (value: number) => number,
): string {
  const values = Object.values(times);
  const dots = contenderNames.flatMap((name) => {
    const value = times[name];
    return value === undefined ? [] : [dot(name, x(value), y)];
  });
  // The library's own lies on top.
  dots.reverse();
  return (
    `<text x="${LEFT - 14}" y="${y + 4}" fill="#333333" text-anchor="end">${escapeXml(work)}</text>` +
    `<line x1="${round(x(Math.min(...values)))}" y1="${y}" x2="${round(x(Math.max(...values)))}" y2="${y}" stroke="#bbbbbb" stroke-width="2"/>` +
    dots.join('')
  );
}

function dot(name: Contender, x: number, y: number): string {
  return `<circle cx="${round(x)}" cy="${y}" r="6" fill="${colours[name]}"/>`;
}

function round(value: number): string {
  return value.toFixed(1);
}

function escapeXml(text: string): string {
  return text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
