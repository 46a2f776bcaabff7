import { inject } from 'vitest';
import { RUN_MARKER } from './processes.js';

// Set while the worker runs, so that it is inherited by what the tests start, and not by the worker itself.
process.env[RUN_MARKER] = inject('runId');
