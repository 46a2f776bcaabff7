/** An id as JSON-RPC 2.0 allows it, which goes back as it came; an integer that a number cannot hold is a bigint. */
export type MessageId = string | number | bigint | null;

/** The parameters of a call: by position or by name. */
export type Params = readonly unknown[] | Readonly<Record<string, unknown>>;

/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What stands under `error` in an answer. */
export interface ErrorObject {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isId(value: unknown): value is MessageId {
  return (
    typeof value === 'number' || typeof value === 'string' || typeof value === 'bigint' || value === null
  );
}

export function isParams(value: unknown): value is Params {
  return typeof value === 'object' && value !== null;
}

export function isErrorObject(value: unknown): value is ErrorObject & JsonObject {
  return isJsonObject(value) && typeof value['code'] === 'number' && typeof value['message'] === 'string';
}
