import { createElement as h } from 'react';
import { renderToString } from 'react-dom/server';

/** @param {{ title: string, products: { name: string, price: number }[] }} props */
function Page({ title, products }) {
  const rows = products.map(({ name, price }) => h('li', { key: name }, `${name}: ${price.toFixed(2)}`));
  return h('main', null, h('h1', null, title), h('ul', null, rows));
}

/**
 * Renders a page; the host knows the prices.
 *
 * @this {import('nodepipe').CallContext}
 * @param {{ title: string, products: string[] }} props
 */
export async function render(props) {
  const products = await Promise.all(
    props.products.map(async (name) => ({
      name,
      price: /** @type {number} */ (await this.host.invoke('price', name)),
    })),
  );
  return renderToString(h(Page, { title: props.title, products }));
}
