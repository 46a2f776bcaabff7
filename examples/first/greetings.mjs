/**
 * @this {import('nodepipe').CallContext}
 * @param {string} name
 * @param {string} language
 */
// #region greet
export async function greet(name, language) {
  const words = await this.host.invoke('words', language);
  return `${words}, ${name}!`;
}
// #endregion
