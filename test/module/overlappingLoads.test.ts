import { expect, test } from 'vitest';
import type { Host } from '../../node-child/src/rpc/calls/remoteHost.js';
import { poll } from '../support/poll.js';
import { load, moduleFixture, startPlain } from './support.js';

/** Loads a module that tells its name, and waits for its gate where that is asked for. */
const loadNamed = (host: Host, name: string, further = '') =>
  host.invokeByName('nodepipe/load', {
    module: `file://${moduleFixture('gated.mjs')}?name=${name}${further}`,
  });
const loadGated = (host: Host, name: string, further = '') => loadNamed(host, name, `&gated${further}`);

const atGate = (host: Host, name: string) =>
  poll(`${name} at its gate`, async () => (await host.invoke<string[]>('waiting')).includes(name));

test('while a module is loaded the one before it serves, also where both have a function of that name', async () => {
  await using node = await startPlain({});
  const { host } = node;
  await loadNamed(host, 'first');
  const loading = loadGated(host, 'second');
  await atGate(host, 'second');
  expect(await host.invoke('name')).toBe('first');
  await host.invoke('open', 'second');
  await loading;
  expect(await host.invoke('name')).toBe('second');
});

test('what the module that serves has not, waits for the one that is loaded', async () => {
  await using node = await startPlain({});
  const { host } = node;
  await load(host, 'calculator.mjs');
  const loading = loadNamed(host, 'second');
  expect(await host.invoke('name')).toBe('second');
  await loading;
});

test('a load that fails leaves everything as it was, and disturbs no call meanwhile', async () => {
  await using node = await startPlain({});
  const { host } = node;
  await loadNamed(host, 'first');
  const loading = loadGated(host, 'second', '&fails');
  await atGate(host, 'second');
  expect(await host.invoke('name')).toBe('first');
  const missing = host.invoke('nothing');
  await host.invoke('open', 'second');
  await expect(loading).rejects.toMatchObject({ code: 'ERR_NODEPIPE_MODULE_THREW' });
  await expect(missing).rejects.toThrow(/name=first has no export "nothing"; it exports name, /);
  expect(await host.invoke('name')).toBe('first');
  expect(await host.invoke('waiting')).toEqual([]);
  await expect(host.invoke('ping')).rejects.toMatchObject({ rpcCode: -32601 });
});

test('modules are loaded one after the other, in the order in which it was asked for', async () => {
  await using node = await startPlain({});
  const { host } = node;
  await loadNamed(host, 'first');
  const loads = [loadGated(host, 'second'), loadGated(host, 'third', '&fails'), loadGated(host, 'fourth')];
  await atGate(host, 'second');
  expect(await host.invoke('waiting')).toEqual(['second']);
  await host.invoke('open', 'second');
  await atGate(host, 'third');
  expect(await host.invoke('name')).toBe('second');
  expect(await host.invoke('waiting')).toEqual(['third']);
  await host.invoke('open', 'third');
  await atGate(host, 'fourth');
  expect(await host.invoke('name')).toBe('second');
  await host.invoke('open', 'fourth');
  expect((await Promise.allSettled(loads)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
  expect(await host.invoke('name')).toBe('fourth');
});

test('where the first load of all fails, the commands serve again, and calls that followed it hear why', async () => {
  await using node = await startPlain({});
  const { host } = node;
  const loading = load(host, 'throwsAtImport.mjs');
  const followed = [host.invoke('add', 1, 2), host.invoke('ping')];
  host.notify('add');
  await expect(loading).rejects.toMatchObject({ code: 'ERR_NODEPIPE_MODULE_THREW' });
  await expect(followed[0]).rejects.toMatchObject({ code: 'ERR_NODEPIPE_MODULE_THREW' });
  expect(await followed[1]).toBe('pong');
  expect(await host.invoke('ping')).toBe('pong');
  expect(node.child.stderr).toBe('');
});

test('a load that is given up keeps no other from being loaded', async () => {
  await using node = await startPlain({});
  const { host } = node;
  await loadNamed(host, 'first');
  const stopping = new AbortController();
  const loading = loadGated(host.with({ signal: stopping.signal }), 'second');
  const next = loadNamed(host, 'third');
  await atGate(host, 'second');
  stopping.abort(new Error('enough'));
  await expect(loading).rejects.toThrow('enough');
  await next;
  expect(await host.invoke('name')).toBe('third');
  await host.invoke('open', 'second');
  expect(await host.invoke('name')).toBe('third');
});
