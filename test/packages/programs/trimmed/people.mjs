/** @param {{ name: string, age: number }} person */
export const birthday = (person) => ({ ...person, age: person.age + 1 });

/** @param {number} last */
export async function* count(last) {
  for (let number = 1; number <= last; number++) yield number;
}

export function fail() {
  throw new RangeError('not today');
}
