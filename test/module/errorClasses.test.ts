import { beforeAll, describe, expect, test, vi } from 'vitest';
import * as here from '../../node-child/src/index.js';
import { startModule } from './support.js';

type Package = typeof here;

/** An error of each class, made by one copy of the package. */
function errorsOf(copy: Package) {
  return {
    CallTimeoutError: new copy.CallTimeoutError('x', 1),
    RpcError: new copy.RpcError(-32_050, 'x'),
    UnsendableValueError: new copy.UnsendableValueError('x'),
    ConnectionClosedError: new copy.ConnectionClosedError(),
    ProtocolError: new copy.ProtocolError('x'),
    TransportEndedError: new copy.TransportEndedError(),
    BrokenFrameError: new copy.BrokenFrameError('x'),
    FrameTooLongError: new copy.FrameTooLongError(1),
    TerminatorInFrameError: new copy.TerminatorInFrameError('LF', 1),
    AttachmentsTooLongError: new copy.AttachmentsTooLongError(1),
    LineEndInTextError: new copy.LineEndInTextError(1),
    LineTooLongError: new copy.LineTooLongError(1),
    RemoteError: new copy.RemoteError('x', { rpcCode: -32_000 }),
    StartError: new copy.StartError('x'),
  };
}

type Name = keyof ReturnType<typeof errorsOf>;
const names = Object.keys(errorsOf(here)) as Name[];
const classes: Readonly<Record<Name, abstract new (...args: never) => Error>> = here;
const isProtocolError = (name: Name) => /TooLong|BrokenFrame|ProtocolError/.test(name);

describe('where the package is there twice,', () => {
  let other: Package;

  beforeAll(async () => {
    vi.resetModules();
    other = await import('../../node-child/src/index.js');
  });

  test('its copies are two', () => {
    expect(other.RemoteError).not.toBe(here.RemoteError);
  });

  test.each(names)('%s of one copy is that class, and no other, of the other', (name) => {
    const error = errorsOf(other)[name];
    const found = names.filter((each) => error instanceof classes[each]);
    expect(found).toEqual(
      isProtocolError(name) && name !== 'ProtocolError' ? ['ProtocolError', name] : [name],
    );
    expect(error).toBeInstanceOf(here.NodePipeError);
  });

  test('a class that is derived from one has its own instances only', () => {
    class Mine extends here.RemoteError {}
    const details = { rpcCode: -32_000 };
    expect(new Mine('x', details)).toBeInstanceOf(Mine);
    expect(new Mine('x', details)).toBeInstanceOf(other.RemoteError);
    expect(new here.RemoteError('x', details)).not.toBeInstanceOf(Mine);
    expect(new other.RemoteError('x', details)).not.toBeInstanceOf(Mine);
  });

  test.each([undefined, null, 'x', {}, new Error('x')])('%s is no error of it', (value) => {
    expect(value).not.toBeInstanceOf(here.NodePipeError);
    expect(value).not.toBeInstanceOf(here.RpcError);
  });
});

describe('an error of the package that a module imports', () => {
  test.each(['imported', 'required'])('arrives with its own code and data: %s', async (how) => {
    await using node = await startModule('ownErrors.mjs', {});
    await expect(node.host.invoke(how)).rejects.toMatchObject({ rpcCode: -32_050, data: { how } });
  });

  test('tells an unknown function, bad arguments and what was thrown apart', async () => {
    await using node = await startModule('ownErrors.mjs', {});
    const codeOf = (name: string) =>
      node.host.invoke(name).then(String, ({ code, rpcCode }) => `${code} ${rpcCode}`);
    expect(await codeOf('unknown')).toBe('ERR_NODEPIPE_NO_FUNCTION -32601');
    expect(await codeOf('badArguments')).toBe('ERR_NODEPIPE_ARGUMENTS -32602');
    expect(await codeOf('throws')).toBe('ERR_NODEPIPE_REMOTE -32000');
    expect(await codeOf('throwsWithCode')).toBe('E_OWN -32000');
  });
});
