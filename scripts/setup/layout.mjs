import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where things lie in the repository, as absolute paths. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** @param {string} relative with forward slashes, from the repository's folder */
export const at = (relative) => path.join(root, relative);

/** Stamps, logs and test reports; git ignores it. */
export const cacheFolder = at('.cache');

/** The bundled child that the .NET library embeds. */
export const childProgram = at('node-child/dist/main.cjs');

/** What the npm package is for those who import it, and for those who require it. */
export const childPackage = [at('node-child/dist/index.js'), at('node-child/dist/index.cjs')];

/** The types of both. */
export const childDeclarations = [at('node-child/dist/index.d.ts'), at('node-child/dist/index.d.cts')];

export const solution = at('dotnet-host/NodePipe.slnx');
export const libraryProject = at('dotnet-host/src/NodePipe/NodePipe.csproj');
export const consoleProject = at('dotnet-host/src/NodePipe.Console/NodePipe.Console.csproj');
export const consoleProgram = at('dotnet-host/artifacts/bin/NodePipe.Console/release/NodePipe.Console.dll');
export const testHostProgram = at(
  'dotnet-host/artifacts/bin/NodePipe.TestHost/release/NodePipe.TestHost.dll',
);
export const testsProgram = at('dotnet-host/artifacts/bin/NodePipe.Tests/release/NodePipe.Tests.dll');

export const peersProject = at('bench/peers/dotnet/NodePipe.Peers.csproj');
export const peersProgram = at('dotnet-host/artifacts/bin/NodePipe.Peers/release/NodePipe.Peers.dll');
