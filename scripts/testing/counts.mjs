/**
 * @typedef {object} Counts what one suite or check came to
 * @property {string} title
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} [note] what the numbers alone do not say
 */

/** @typedef {Pick<Counts, 'passed' | 'failed' | 'skipped'>} Numbers */

/**
 * Starts a program under a heading and gives its exit code.
 *
 * @typedef {(title: string, file: string, args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<number>} Program
 */

/**
 * Puts a suite's reports and its exit code together: a suite that says it failed, ran nothing or left no report
 * counts at least one failure, whatever its numbers are.
 *
 * @param {string} title
 * @param {number} code the suite's exit code
 * @param {readonly Numbers[]} reports
 * @returns {Counts}
 */
export function countSuite(title, code, reports) {
  const passed = sum(reports.map((report) => report.passed));
  const failed = sum(reports.map((report) => report.failed));
  const skipped = sum(reports.map((report) => report.skipped));
  if (failed > 0) return { title, passed, failed, skipped };
  if (reports.length === 0)
    return { title, passed, failed: 1, skipped, note: `no report, exit code ${code}` };
  if (passed === 0) return { title, passed, failed: 1, skipped, note: 'no test ran' };
  if (code !== 0) return { title, passed, failed: 1, skipped, note: `no test failed, but exit code ${code}` };
  return { title, passed, failed, skipped };
}

/**
 * @param {unknown} report in the Common Test Report Format, https://ctrf.io
 * @returns {Numbers}
 */
export function countCtrf(report) {
  const { summary } = /** @type {{ results: { summary: Record<string, number> } }} */ (report).results;
  const { passed = 0, failed = 0, skipped = 0, pending = 0, other = 0 } = summary;
  return { passed, failed: failed + other, skipped: skipped + pending };
}

/**
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} [numTodoTests]
 * @property {readonly { status: string, assertionResults: readonly { status: string }[] }[]} testResults
 */

/**
 * @param {unknown} report what vitest's json reporter writes
 * @returns {Numbers} a file that fails without a failed test (it does not load, a hook throws) counts as one failure
 */
export function countVitest(report) {
  const {
    numPassedTests,
    numFailedTests,
    numPendingTests,
    numTodoTests = 0,
    testResults,
  } = /** @type {VitestReport} */ (report);
  const failedFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((assertion) => assertion.status !== 'failed'),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + failedFiles.length,
    skipped: numPendingTests + numTodoTests,
  };
}

/**
 * The lines that end a run. The last one counts what passed and what failed and nothing else, for whoever reads it by
 * program; what was skipped, if anything was, stands on the line before.
 *
 * @param {readonly Numbers[]} results
 */
export function verdictLines(results) {
  const skipped = sum(results.map((result) => result.skipped));
  const verdict = `${sum(results.map((result) => result.passed))} passed, ${sum(results.map((result) => result.failed))} failed`;
  return skipped === 0 ? [verdict] : [`${skipped} skipped`, verdict];
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
