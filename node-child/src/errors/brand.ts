/** A class of errors; what it constructs may be made in any way. */
// biome-ignore lint/complexity/noBannedTypes: the left side of instanceof may be any function
type ErrorClass = Function & { readonly prototype: object };

const brands = new WeakMap<ErrorClass, symbol>();

/**
 * Makes the errors of a class, and of those derived from it, instances of the same class in every copy of the package. There
 * are several in one process: the child's program has its own, and what is imported is another copy than what is required.
 *
 * @param name the same in all copies
 */
export function brand(errorClass: ErrorClass, name: string): void {
  const symbol = Symbol.for(`nodepipe.${name}`);
  brands.set(errorClass, symbol);
  Object.defineProperty(errorClass.prototype, symbol, { value: true });
}

/** Whether a value is of a class: by its brand, and by the prototype for a class that a user has derived. */
export function isInstance(errorClass: ErrorClass, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(errorClass, value)) {
    return true;
  }
  const symbol = brands.get(errorClass);
  return symbol !== undefined && typeof value === 'object' && value !== null && symbol in value;
}
