import { type CallContext, currentCall } from 'nodepipe';

interface Sale {
  readonly product: string;
  readonly amount: number;
}

// #region module
/** A named export: `this` is the context of the call. */
export async function summarize(this: CallContext, year: number): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for await (const { product, amount } of this.host.stream<Sale>('sales', year)) {
    this.signal.throwIfAborted();
    sums[product] = (sums[product] ?? 0) + amount;
  }
  return sums;
}

/** An arrow function has no `this`; `currentCall()` gives the same. */
export const title = async (year: number): Promise<string> => {
  const company = await currentCall().host.invoke<string>('company');
  return `${company}, ${year}`;
};
// #endregion
