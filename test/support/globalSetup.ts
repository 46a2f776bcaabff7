import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** What every process that a test of this run starts carries in its environment. */
    runId: string;
  }
}

/** Runs once for each project of the configuration, always in vitest's own process: its id is common to all. */
export function setup(project: TestProject): void {
  project.provide('runId', String(process.pid));
}
