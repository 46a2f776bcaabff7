import { expect, test } from 'vitest';
import { load, moduleFixture, startModule } from './support.js';

test('process.argv of a module is as for a program of its own, before it runs', async () => {
  await using node = await startModule('arguments.mjs', {});
  const expected = [process.execPath, moduleFixture('arguments.mjs')];
  expect(await node.host.invoke('atLoad')).toEqual(expected);
  expect(await node.host.invoke('now')).toEqual(expected);
});

test('process.argv stays as it was where another module cannot be loaded', async () => {
  await using node = await startModule('arguments.mjs', {});
  for (const name of ['throwsAtImport.mjs', 'empty.mjs', 'nowhere.mjs']) {
    await expect(load(node.host, name)).rejects.toMatchObject({ name: 'ModuleLoadError' });
  }
  expect(await node.host.invoke('now')).toEqual([process.execPath, moduleFixture('arguments.mjs')]);
});
