import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { transports } from '../support/child.js';
import { load, moduleFixture, startModule, startPlain } from './support.js';

describe.each(transports)('over the %s transport', (io) => {
  test('an ES module gives its functions, whether they answer at once, later or by a promise', async () => {
    await using node = await startModule('calculator.mjs', { io });
    const { host } = node;
    expect(node.loaded.exports).toEqual(
      expect.arrayContaining([
        { name: 'add', arity: 2 },
        { name: 'addLater', arity: 2 },
        { name: 'nothing', arity: 0 },
        { name: 'default', arity: 2 },
      ]),
    );
    expect(await host.invoke('add', 1, 2)).toBe(3);
    expect(await host.invoke('addLater', 3, 4)).toBe(7);
    expect(await host.invoke('addPromised', 5, 6)).toBe(11);
    expect(await host.invoke('default', 7, 8)).toBe(15);
    expect(await host.invoke('nothing')).toBeNull();
  });

  test('the commands of the program without a module are gone', async () => {
    await using node = await startModule('calculator.mjs', { io });
    await expect(node.host.invoke('ping')).rejects.toMatchObject({ rpcCode: -32601 });
  });

  test('calls may follow the request to load at once, and keep their order', async () => {
    await using node = await startPlain({ io });
    const { host } = node;
    const [, ...results] = await Promise.all([
      load(host, 'instance.mjs'),
      host.invoke('increment'),
      host.invoke('increment'),
      host.invoke('increment'),
    ]);
    expect(results).toEqual([1, 2, 3]);
  });
});

test.each(['single.mjs', 'single.cjs'])(
  'a module that exports one function has it as default, with its context: %s',
  async (name) => {
    await using node = await startModule(name, {});
    expect(node.loaded.exports).toEqual([{ name: 'default', arity: 1 }]);
    expect(await node.host.invoke('default', 'Ada')).toBe('Hello, Ada! object');
  },
);

test('members of a CommonJS module are called on it', async () => {
  await using node = await startModule('members.cjs', {});
  expect(node.loaded.exports.map(({ name }) => name)).toEqual(['greet', 'reexported']);
  expect(await node.host.invoke('greet', 'Ada')).toBe('Hello, Ada!');
  expect(await node.host.invoke('reexported')).toBe('through a getter');
});

test('members of a CommonJS module that is loaded by a symbolic link are called on it too', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'nodepipe-test-'));
  try {
    const module = path.join(folder, 'link.cjs');
    symlinkSync(moduleFixture('members.cjs'), module);
    await using node = await startPlain({});
    await node.host.invokeByName('nodepipe/load', { module });
    expect(await node.host.invoke('greet', 'Ada')).toBe('Hello, Ada!');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// Node requires ES modules from 20.19 and 22.12 on.
test.skipIf(!('require_module' in process.features))(
  'an ES module that was required before is one all the same: this is the context of the call',
  async () => {
    await using node = await startModule('requiresContext.cjs', {});
    expect(await node.host.invoke('namesOf')).toContain('ofThis');
    await load(node.host, 'context.mjs');
    expect(await node.host.invoke('ofThis')).toBe(true);
  },
);

test('static methods of a class that is the default export are called on it', async () => {
  await using node = await startModule('statics.mjs', {});
  expect(node.loaded.exports.map(({ name }) => name)).toEqual(['default', 'render', 'inherited']);
  expect(await node.host.invoke('render', 'Ada')).toBe('Hello, Ada!');
  expect(await node.host.invoke('inherited')).toBe('Service');
});

test('members of a default export are called on it, methods of its classes included, and nothing of Object', async () => {
  await using node = await startModule('instance.mjs', {});
  expect(node.loaded.exports.map(({ name }) => name).sort()).toEqual(['increment', 'reset']);
  await node.host.invoke('increment');
  expect(await node.host.invoke('increment')).toBe(2);
  await node.host.invoke('reset');
  expect(await node.host.invoke('increment')).toBe(1);
  for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'current']) {
    await expect(node.host.invoke(name)).rejects.toMatchObject({ rpcCode: -32601 });
  }
});

describe('what is wrong with a module is said in so many words:', () => {
  test.each([
    {
      name: 'nowhere.mjs',
      code: 'NOT_FOUND',
      says: /^The module .*nowhere\.mjs is not there\. Was it copied beside the program\? In a .NET project that is <None Include="nowhere\.mjs" CopyToOutputDirectory="PreserveNewest" \/>$/,
    },
    { name: '.', code: 'NOT_FOUND', says: /is a folder; name the file in it\.$/ },
    { name: 'missingImport.mjs', code: 'NOT_FOUND', says: /imports what is not there: .*nowhere\.mjs/ },
    { name: 'throwsAtImport.mjs', code: 'THREW', says: /threw while it was loaded: SyntaxError: / },
    { name: 'empty.mjs', code: 'NO_EXPORTS', says: /exports no function\. It exports nothing\.$/ },
    {
      name: 'onlyValues.mjs',
      code: 'NO_EXPORTS',
      says: /exports no function\. Of its exports a is a number, b is a string\.$/,
    },
  ])('$name', async ({ name, code, says }) => {
    await using node = await startPlain({});
    await expect(load(node.host, name)).rejects.toMatchObject({
      name: 'ModuleLoadError',
      code: `ERR_NODEPIPE_MODULE_${code}`,
      message: expect.stringMatching(says),
    });
    // The child lives, and can load another.
    expect(await load(node.host, 'calculator.mjs')).toHaveProperty('exports');
  });

  test('an export that is missing, or no function', async () => {
    await using node = await startModule('calculator.mjs', {});
    await expect(node.host.invoke('subtract')).rejects.toMatchObject({
      rpcCode: -32601,
      message: expect.stringMatching(
        /calculator\.mjs has no export "subtract"; it exports add, addLater, addPromised/,
      ),
    });
    await expect(node.host.invoke('version')).rejects.toMatchObject({
      rpcCode: -32601,
      message: expect.stringMatching(/^The export "version" of .* is no function but a number;/),
    });
    node.host.notify('subtract');
    expect(await node.host.invoke('add', 1, 1)).toBe(2);
    expect(node.child.stderr).toBe('');
  });

  test.each(['view.jsx', 'view.tsx'])('%s, which no Node runs', async (name) => {
    await using node = await startPlain({});
    await expect(load(node.host, name)).rejects.toThrow(/\. Transpile it: no Node runs JSX$/);
  });

  test('a request without a path', async () => {
    await using node = await startPlain({});
    await expect(node.host.invoke('nodepipe/load')).rejects.toMatchObject({ rpcCode: -32602 });
  });
});

test('a path may hold spaces and any letters, or be a URL', async () => {
  await using node = await startPlain({});
  const file = moduleFixture('with space/číslo 日本 #1.mjs');
  await node.host.invokeByName('nodepipe/load', { module: file });
  expect(await node.host.invoke('name')).toBe('#1');
  await node.host.invokeByName('nodepipe/load', {
    module: new URL(`file://${encodeURI(file).replace('#', '%23')}`).href,
  });
  expect(await node.host.invoke('name')).toBe('#1');
});
