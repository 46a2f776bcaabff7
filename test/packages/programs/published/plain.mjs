/** @param {string} name */
export const render = (name) => `<p>${name}</p>`;
