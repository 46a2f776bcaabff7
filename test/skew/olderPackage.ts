import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Host } from '../../node-child/src/index.js';

/** A connection as the older package gave it. */
export interface OlderConnection {
  readonly host: Host;
  close(): Promise<void>;
}

/** What of the older package is used. */
interface OlderExports {
  connect(options: object): Promise<OlderConnection>;
}

/** A package of an older version, unpacked into a folder of its own. */
export class OlderPackage implements Disposable {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'nodepipe older '));

  /** The program that a host of that version starts. */
  readonly child = this.#unpack('child.cjs', 'child.cjs');

  /** What `import 'nodepipe'` gave. */
  async load(): Promise<OlderExports> {
    return (await import(pathToFileURL(this.#unpack('index.js', 'index.mjs')).href)) as OlderExports;
  }

  #unpack(packed: string, name: string): string {
    const file = fileURLToPath(new URL(`../fixtures/skew/${packed}.gz`, import.meta.url));
    const unpacked = path.join(this.#folder, name);
    writeFileSync(unpacked, gunzipSync(readFileSync(file)));
    return unpacked;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
