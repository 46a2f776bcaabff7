import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { dotnetEnvironment } from '../setup/dotnetSdk.mjs';
import { at, cacheFolder, solution } from '../setup/layout.mjs';
import { countCtrf, countSuite, countVitest } from './counts.mjs';

/** @typedef {import('./counts.mjs').Counts} Counts */
/** @typedef {import('./counts.mjs').Program} Program */

/**
 * @param {Program} start
 * @param {readonly string[]} filters for Microsoft.Testing.Platform, such as `--filter-class`
 * @returns {Promise<Counts[]>}
 */
export async function runDotnetTests(start, filters) {
  const title = 'C# tests';
  const reports = emptyFolder('dotnet');
  // --solution and --no-build are the platform's own spelling; each test program adds its own report.
  const code = await start(
    title,
    'dotnet',
    [
      ...['test', '--solution', solution, '-c', 'Release', '--no-build', '--no-progress'],
      ...['--results-directory', reports, '--report-ctrf', ...filters],
    ],
    dotnetEnvironment,
  );
  return [countSuite(title, code, readReports(reports).map(countCtrf))];
}

/**
 * @param {Program} start
 * @param {readonly string[]} filters for vitest, such as a part of a file's path
 * @param {{ leavesOutPackages?: boolean }} [how]
 * @returns {Promise<Counts[]>}
 */
export async function runVitest(start, filters, { leavesOutPackages = false } = {}) {
  const title = 'vitest suite';
  const reports = emptyFolder('vitest');
  const code = await start(title, process.execPath, [
    ...[at('node_modules/vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json'],
    ...[`--outputFile.json=${path.join(reports, 'report.json')}`, ...filters],
    ...(leavesOutPackages ? ['--project=!packages'] : []),
  ]);
  const counts = countSuite(title, code, readReports(reports).map(countVitest));
  if (!leavesOutPackages) return [counts];
  const note = [counts.note, 'without the packages, which --packages adds'].filter(Boolean).join('; ');
  return [{ ...counts, note }];
}

/**
 * A folder of this run, so that no report of an earlier one is taken for ours.
 *
 * @param {string} name
 */
function emptyFolder(name) {
  const folder = path.join(cacheFolder, 'test', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * @param {string} folder
 * @returns {unknown[]} a report that was broken off does not count
 */
function readReports(folder) {
  return readdirSync(folder).flatMap((name) => {
    try {
      return [JSON.parse(readFileSync(path.join(folder, name), 'utf8'))];
    } catch {
      return [];
    }
  });
}
