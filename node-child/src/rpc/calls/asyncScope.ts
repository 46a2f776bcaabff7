import { AsyncResource } from 'node:async_hooks';
import type { Scope } from '../streams/streamWriter.js';

/**
 * Keeps the asynchronous context of whoever asks, so that functions of the user which belong to a call find it when they
 * run because of a message: their current call, and what else is kept by an `AsyncLocalStorage`.
 */
export function captureScope(): Scope {
  const resource = new AsyncResource('nodepipe');
  return (run) => resource.runInAsyncScope(run);
}
