import { createElement } from 'react';
import { renderToString } from 'react-dom/server';

/** @param {{ products: { name: string, price: number }[] }} props */
function List({ products }) {
  const rows = products.map(({ name, price }) =>
    createElement('li', { key: name, className: 'product' }, `${name} for ${price}`),
  );
  return createElement('ul', null, rows);
}

/** @param {{ name: string, price: number }[]} products */
export const render = (products) => renderToString(createElement(List, { products }));
