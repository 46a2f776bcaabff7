import type { MessageId } from '../messages/message.js';

/** The requests whose long values have not all come. A cancel may overtake those. */
export class AnnouncedRequests {
  readonly #isCancelled = new Map<MessageId, boolean>();

  add(id: MessageId): void {
    this.#isCancelled.set(id, false);
  }

  /** Notes that a request is cancelled; tells whether it is one of these. */
  cancel(id: MessageId): boolean {
    const isOne = this.#isCancelled.has(id);
    if (isOne) {
      this.#isCancelled.set(id, true);
    }
    return isOne;
  }

  /** Forgets a request that has come whole; tells whether it was cancelled. */
  take(id: MessageId): boolean {
    const isCancelled = this.#isCancelled.get(id) === true;
    this.#isCancelled.delete(id);
    return isCancelled;
  }
}
