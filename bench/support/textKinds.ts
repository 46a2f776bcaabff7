export const KIBIBYTE = 1024;
export const MEBIBYTE = 1024 * KIBIBYTE;

/** A kind of text, by the name that the C# side knows it by (`SampleText`). */
export interface TextKind {
  readonly name: string;
  readonly title: string;
  /** The bytes in UTF-8 of so many characters. */
  readonly utf8Length: (length: number) => number;
}

const ascii: TextKind = { name: 'ascii', title: 'ASCII letters', utf8Length: (length) => length };

/** They differ in what they cost either side: bytes in UTF-8, bytes in memory, and what some escape in JSON. */
export const textKinds: readonly TextKind[] = [
  ascii,
  {
    name: 'latin',
    title: 'with é in every 7th place',
    utf8Length: (length) => length + Math.floor(length / 7),
  },
  { name: 'cjk', title: 'two thirds CJK', utf8Length: (length) => 3 * length - 2 * Math.floor(length / 3) },
];

const sizes = [
  { length: 64 * KIBIBYTE, name: '64 Ki' },
  { length: MEBIBYTE, name: '1 Mi' },
  { length: 10 * MEBIBYTE, name: '10 Mi' },
];

/** One text that is measured. */
export interface Text {
  readonly work: string;
  readonly kind: TextKind;
  /** In characters: UTF-16 code units, as both languages count them. */
  readonly length: number;
}

/** As long as most messages are: it travels within the JSON. */
export const shortText: Text = {
  work: `echo of 1 Ki characters, ${ascii.title}`,
  kind: ascii,
  length: KIBIBYTE,
};

/** Each kind in each size: the nine that goals are put in terms of. */
export const longTexts: readonly Text[] = textKinds.flatMap((kind) =>
  sizes.map(({ length, name }) => ({ work: `echo of ${name} characters, ${kind.title}`, kind, length })),
);
