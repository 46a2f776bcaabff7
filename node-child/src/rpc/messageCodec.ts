import type { ErrorObject, MessageId } from './message.js';

/** Writes an answer with a result. */
export function encodeResult(id: MessageId, announcements: string, json: string): string {
  return `{${announcements}"jsonrpc":"2.0","id":${encodeId(id)},"result":${json}}`;
}

/** Writes an answer with an error. */
export function encodeError(id: MessageId, error: ErrorObject): string {
  return `{"jsonrpc":"2.0","id":${encodeId(id)},"error":${JSON.stringify(error)}}`;
}

/** Writes a request, or a notification where there is no id. `extras` are further members, each led by a comma. */
export function encodeCall(
  id: number | undefined,
  method: string,
  announcements: string,
  paramsJson: string,
  extras = '',
): string {
  const idMember = id === undefined ? '' : `"id":${id},`;
  const methodJson = JSON.stringify(method);
  return `{${announcements}"jsonrpc":"2.0",${idMember}"method":${methodJson},"params":${paramsJson}${extras}}`;
}

/** Writes an id. */
export function encodeId(id: MessageId): string {
  return typeof id === 'bigint' || Number.isSafeInteger(id) ? String(id) : JSON.stringify(id);
}
