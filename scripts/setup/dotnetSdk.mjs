import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { FrontDoorError } from '../frontDoorError.mjs';
import { root } from './layout.mjs';

const execute = promisify(execFile);

const needed = 'NodePipe needs the .NET 10 SDK (10.0.100 or later)';
const source = 'Get it from https://dotnet.microsoft.com/download/dotnet/10.0';

/**
 * The environment for `dotnet`: no banners, no build server that stays behind, and no bundling of the child by the build
 * of the library, which would wait for the lock that the set-up holds.
 */
export const dotnetEnvironment = {
  ...process.env,
  BundleChild: 'false',
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_CLI_USE_MSBUILD_SERVER: '0',
  DOTNET_NOLOGO: '1',
  MSBUILDDISABLENODEREUSE: '1',
  MSBUILDTERMINALLOGGER: 'off',
};

/**
 * Says what is missing if `dotnet` cannot build this repository.
 *
 * @returns {Promise<void>}
 * @throws {FrontDoorError}
 */
export async function requireDotnetSdk() {
  // The version that global.json selects; fails where none of the installed ones fits.
  const selected = await ask('--version');
  if (selected.ok && isEnough(selected.output)) return;
  const versions = selected.ok ? selected.output : await installedSdks();
  throw new FrontDoorError(
    versions === ''
      ? `${needed}, and 'dotnet' has a runtime only. ${source}`
      : `${needed}, and 'dotnet' offers ${versions}. ${source}`,
  );
}

/**
 * Says what is missing if `dotnet` cannot run what is built. Quick, unlike the question for the SDK: no .NET program runs.
 *
 * @returns {Promise<void>}
 * @throws {FrontDoorError}
 */
export async function requireDotnetRuntime() {
  const { output } = await ask('--list-runtimes');
  const versions = [...output.matchAll(/^Microsoft\.NETCore\.App (\S+)/gm)].map(
    ([, version = '']) => version,
  );
  if (versions.some((version) => version.startsWith('10.'))) return;
  await requireDotnetSdk();
  throw new FrontDoorError(
    `NodePipe needs the .NET 10 runtime, and 'dotnet' offers ${versions.join(', ') || 'none'}. ${source}`,
  );
}

/**
 * The error to show where `dotnet` itself could not be started.
 *
 * @param {unknown} error what `spawn` said
 * @returns {unknown} a {@link FrontDoorError} where that is because there is none
 */
export function explainDotnetStart(error) {
  const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return absent ? new FrontDoorError(`${needed}, and there is no 'dotnet' on the PATH. ${source}`) : error;
}

/** @param {string} version such as 10.0.401 */
function isEnough(version) {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  return major > 10 || (major === 10 && (minor > 0 || patch >= 100));
}

async function installedSdks() {
  const { output } = await ask('--list-sdks');
  return output
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((version) => /^\d+\./.test(version))
    .join(', ');
}

/**
 * @param {string} option
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
async function ask(option) {
  try {
    const { stdout } = await execute('dotnet', [option], { cwd: root, env: dotnetEnvironment });
    return { ok: true, output: stdout.trim() };
  } catch (error) {
    const explained = explainDotnetStart(error);
    if (explained instanceof FrontDoorError) throw explained;
    return { ok: false, output: '' };
  }
}
