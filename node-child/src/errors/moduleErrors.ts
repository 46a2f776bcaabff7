import { brand } from './brand.js';
import { NodePipeError } from './nodePipeError.js';

/** Why a module could not be loaded. */
type ModuleFault = 'NOT_FOUND' | 'SYNTAX' | 'THREW' | 'NO_EXPORTS';

/** A module could not be loaded; `cause` is what Node said. */
export class ModuleLoadError extends NodePipeError {
  override readonly name = 'ModuleLoadError';

  constructor(fault: ModuleFault, message: string, cause?: unknown) {
    super(`ERR_NODEPIPE_MODULE_${fault}`, message, cause === undefined ? undefined : { cause });
  }
}

brand(ModuleLoadError, 'ModuleLoadError');
