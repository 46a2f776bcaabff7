import { expect, test } from 'vitest';
import { codeBlocksOf } from './support/codeBlocks.js';
import { regionOf } from './support/regions.js';

test('a block has its language, its text, and the source named right above it', () => {
  const markdown = 'a\n<!-- from examples/x.ts#y -->\n```ts\nlet a;\n\nlet b;\n```\n\n```text\n```\n';
  expect(codeBlocksOf('f', markdown)).toEqual([
    { file: 'f', line: 3, language: 'ts', text: 'let a;\n\nlet b;', source: 'examples/x.ts#y' },
    { file: 'f', line: 9, language: 'text', text: '', source: undefined },
  ]);
});

test('a block without an end is an error', () => {
  expect(() => codeBlocksOf('f', '```ts\nlet a;\n')).toThrow('f:1');
});

test.each([
  ['#region a\nx;\n#endregion\n#region b\n  y {\n    z;\n  }\n#endregion\n', 'b', 'y {\n  z;\n}'],
  ['// #region a\nx;\n// #endregion\n', 'a', 'x;'],
  ['x;\n', undefined, 'x;'],
])(
  'a region is the text between its marks, without the indentation that its lines share',
  (source, name, text) => {
    expect(regionOf(source, name)).toBe(text);
  },
);

test('a region that is not there is an error', () => {
  expect(() => regionOf('#region ab\n#endregion', 'a')).toThrow('no region a');
});
