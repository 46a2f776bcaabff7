import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { testHostProgram } from '../support/testHost.js';

/** A frame with its length before it. */
function prefixed(frame: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(frame.length);
  return Buffer.concat([length, frame]);
}

const frames = [Buffer.from('hello'), Buffer.alloc(0), Buffer.from('é\n\0'), Buffer.alloc(2_000_000, 'x')];
const sent = Buffer.concat(frames.map(prefixed));

/** Starts a .NET program that sends every frame back. */
function startEcho(settings: object, env: NodeJS.ProcessEnv = {}, openFiles = 1000) {
  const limited = ['-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh', 'dotnet', testHostProgram];
  const child = spawn('sh', [...limited, 'frames', JSON.stringify(settings)], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

type Child = ReturnType<typeof startEcho>;
const duplexOf = (child: Child, fd: 3 | 4) => child.stdio[fd] as unknown as NodeJS.ReadWriteStream;

describe('a .NET program that Node starts', () => {
  test.each([
    ['by their numbers', { descriptors: [3, 4] }, {}],
    ['by its environment', { environment: ['IN_FD', 'OUT_FD'] }, { IN_FD: '3', OUT_FD: '4' }],
  ])('finds its two descriptors %s', async (_, settings, env) => {
    const child = startEcho(settings, env);
    const received = buffer(duplexOf(child, 4));
    duplexOf(child, 3).end(sent);
    expect((await received).equals(sent)).toBe(true);
    expect(await text(child.stdout)).toBe('a stray line\n');
    expect(await text(child.stderr)).toBe('');
  });

  test('speaks in both directions over one descriptor', async () => {
    const child = startEcho({ descriptors: [3, 3] });
    const received = buffer(duplexOf(child, 3));
    duplexOf(child, 3).end(sent);
    expect((await received).equals(sent)).toBe(true);
  });

  test('speaks over its standard streams, and what it prints goes to standard error', async () => {
    const child = startEcho({});
    const received = buffer(child.stdout);
    child.stdin.end(sent);
    expect((await received).equals(sent)).toBe(true);
    expect(await text(child.stderr)).toBe('a stray line\n');
  });

  test('has its standard streams after a try with no descriptor free', async () => {
    const child = startEcho({ freeAtFirst: 0 }, {}, 250);
    const received = buffer(child.stdout);
    child.stdin.end(sent);
    expect((await received).equals(sent)).toBe(true);
    expect(await text(child.stderr)).toBe('a stray line\n');
  });
});
