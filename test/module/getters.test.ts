import { expect, test } from 'vitest';
import { startModule } from './support.js';

test.each(['getters.cjs', 'defaultGetters.mjs'])(
  'a getter is run when its member is called, and never before: %s',
  async (name) => {
    await using node = await startModule(name, {});
    const { host } = node;
    expect(node.loaded.exports).toEqual(
      ['read', 'greet', 'version'].map((member) => ({ name: member, arity: 0 })),
    );
    expect(await host.invoke('read')).toEqual([]);
    expect(await host.invoke('greet', 'Ada')).toBe('Hello, Ada!');
    expect(await host.invoke('read')).toEqual(['greet']);
    await expect(host.invoke('version')).rejects.toMatchObject({
      rpcCode: -32601,
      message: 'The export "version" is no function but a number.',
    });
  },
);

test('the error of a getter is that of the call, and leaves the others callable', async () => {
  await using node = await startModule('throwingGetter.cjs', {});
  expect(await node.host.invoke('fine')).toBe('fine');
  await expect(node.host.invoke('bad')).rejects.toMatchObject({ rpcCode: -32000, message: 'a getter' });
  expect(await node.host.invoke('fine')).toBe('fine');
});

test('what Node has read by itself is known: the exports of a CommonJS module that a bundler has made', async () => {
  await using node = await startModule('bundled.cjs', {});
  expect(node.loaded.exports).toEqual([{ name: 'add', arity: 2 }]);
  expect(await node.host.invoke('add', 1, 2)).toBe(3);
  await expect(node.host.invoke('version')).rejects.toThrow(/"version" of .* is no function but a number;/);
});

test('an ES module that was made CommonJS is called as the ES module that it was', async () => {
  const functions = { words: () => 'Hello' };
  await using bundled = await startModule('bundledContext.cjs', {}, functions);
  expect(await bundled.host.invoke('greet', 'Ada')).toBe('Hello, Ada!');
  expect(await bundled.host.invoke('hidden', 'Ada')).toBe('Hello, Ada!');
  expect(await bundled.host.invoke('total', 2)).toBe(6);
  await using compiled = await startModule('compiledDefault.cjs', {}, functions);
  expect(await compiled.host.invoke('greet', 'Ada')).toBe('Hello, Ada!');
  expect(await compiled.host.invoke('default', 'Ada')).toBe('Hello, Ada!');
});
