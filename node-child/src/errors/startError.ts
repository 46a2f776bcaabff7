import { brand } from './brand.js';
import { NodePipeError } from './nodePipeError.js';

/** The program was started in a way that cannot work: a bad argument, or a descriptor that is not what it should be. */
export class StartError extends NodePipeError {
  override readonly name = 'StartError';

  constructor(message: string, options?: ErrorOptions) {
    super('ERR_NODEPIPE_START', message, options);
  }
}

brand(StartError, 'StartError');
