/**
 * @param {string} name
 * @param {number} hour
 */
export const render = (name, hour) => `<h1>Good ${hour < 12 ? 'morning' : 'day'}, ${name}!</h1>`;
