/** Frames that go out in one write. They are text all of them, or bytes all of them, as their framing has it. */
export class GatheredFrames {
  #text = '';
  #bytes: Uint8Array[] = [];
  #length = 0;

  /** In characters or bytes; 0 where there is none. */
  get length(): number {
    return this.#length;
  }

  add(frame: string | Uint8Array): void {
    this.#length += frame.length;
    if (typeof frame !== 'string') {
      this.#bytes.push(frame);
    } else {
      this.#text = this.#text === '' ? frame : this.#text + frame;
    }
  }

  /** Takes all of them out. */
  take(): string | Uint8Array {
    const [first] = this.#bytes;
    const taken =
      first === undefined ? this.#text : this.#bytes.length === 1 ? first : Buffer.concat(this.#bytes);
    this.#text = '';
    this.#bytes = [];
    this.#length = 0;
    return taken;
  }
}
