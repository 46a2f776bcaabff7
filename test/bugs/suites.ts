import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { dotnetEnvironment } from '../../scripts/setup/dotnetSdk.mjs';
import type { Side } from './bug.js';
import { type GroupEnd, runGroup } from './group.js';

/** How the tests of a side have ended: by the first that failed, if any did. */
export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly test: string }
  /** The sources cannot even be built. */
  | { readonly kind: 'unbuilt'; readonly output: string };

const BUILD_MILLISECONDS = 300_000;

/** A bug may make everything wait; the tests of a side take a fraction of it. */
const TESTS_MILLISECONDS = 300_000;

const passed: Verdict = { kind: 'passed' };

/** Builds a side in the copy and runs the tests that concern it, the quick ones first, up to the first that fails. */
export async function judge(root: string, side: Side): Promise<Verdict> {
  return side === 'node' ? judgeNode(root) : judgeDotnet(root);
}

async function judgeNode(root: string): Promise<Verdict> {
  const built = await buildChild(root);
  if (built.code !== 0) {
    return { kind: 'unbuilt', output: built.output };
  }
  for (const filters of [['test/rpc/'], ['test/child/', 'test/module/']]) {
    const verdict = await runVitest(root, filters);
    if (verdict.kind !== 'passed') {
      return verdict;
    }
  }
  return passed;
}

async function judgeDotnet(root: string): Promise<Verdict> {
  const project = 'dotnet-host/test/NodePipe.Tests/NodePipe.Tests.csproj';
  const built = await runGroup(
    'dotnet',
    ['build', project, '-c', 'Release', '--nologo', '-v', 'quiet', '--disable-build-servers'],
    { cwd: root, env: dotnetEnvironment, ceiling: BUILD_MILLISECONDS },
  );
  if (built.code !== 0) {
    return { kind: 'unbuilt', output: built.output };
  }
  for (const rooms of [
    ['Rpc', 'Framing', 'Transport'],
    ['Calls', 'Processes'],
  ]) {
    const verdict = await runDotnetTests(
      root,
      rooms.map((room) => `NodePipe.Tests.${room}`),
    );
    if (verdict.kind !== 'passed') {
      return verdict;
    }
  }
  return passed;
}

/** The bundle, which the library embeds and the tests of the child start. */
export function buildChild(root: string): Promise<GroupEnd> {
  return runGroup(process.execPath, ['node-child/build.mjs'], { cwd: root, ceiling: BUILD_MILLISECONDS });
}

async function runVitest(root: string, filters: readonly string[]): Promise<Verdict> {
  const reports = emptyFolder(root);
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--bail=1', '--reporter=json', ...filters];
  const report = path.join(reports, 'report.json');
  const end = await runGroup(process.execPath, [...args, `--outputFile.json=${report}`], {
    cwd: root,
    ceiling: TESTS_MILLISECONDS,
  });
  return verdictOf(end, reports, (json) => {
    const { testResults } = json as {
      testResults: {
        name: string;
        message: string;
        assertionResults: { status: string; fullName: string }[];
      }[];
    };
    const failed = testResults
      .flatMap((file) => file.assertionResults)
      .find(({ status }) => status === 'failed');
    return failed?.fullName;
  });
}

async function runDotnetTests(root: string, namespaces: readonly string[]): Promise<Verdict> {
  const reports = emptyFolder(root);
  const program = path.join(root, 'dotnet-host/artifacts/bin/NodePipe.Tests/release/NodePipe.Tests.dll');
  const args = ['exec', program, '--stop-on-fail', 'on', '--filter-namespace', ...namespaces];
  const end = await runGroup('dotnet', [...args, '--results-directory', reports, '--report-ctrf'], {
    cwd: root,
    env: dotnetEnvironment,
    ceiling: TESTS_MILLISECONDS,
  });
  // The report leaves out what failed where the run was stopped by it; the output does not.
  const printed = /^\s*failed (?<name>\S.*?) \(/m.exec(end.output)?.groups?.['name'];
  return verdictOf(end, reports, (json) => {
    const { results } = json as { results: { tests: { name: string; status: string }[] } };
    return results.tests.find(({ status }) => status === 'failed')?.name ?? printed;
  });
}

function verdictOf(
  end: GroupEnd,
  reports: string,
  firstFailed: (report: unknown) => string | undefined,
): Verdict {
  if (end.isLate) {
    return { kind: 'failed', test: 'tests that came to no end' };
  }
  if (end.code === 0) {
    return passed;
  }
  const [name] = readdirSync(reports).filter((file) => file.endsWith('.json'));
  const report: unknown =
    name === undefined ? undefined : JSON.parse(readFileSync(path.join(reports, name), 'utf8'));
  const test = report === undefined ? undefined : firstFailed(report);
  return {
    kind: 'failed',
    test: test ?? `exit code ${end.code}: ${end.output.trim().split('\n').at(-1) ?? ''}`,
  };
}

// So that no report of an earlier run is taken for that of this one.
function emptyFolder(root: string): string {
  const folder = path.join(root, '.cache/bugs');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
