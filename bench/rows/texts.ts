import { measureEcho } from '../support/echo.js';
import { timeFigure } from '../support/figure.js';
import type { Finding, Mode, Row } from '../support/row.js';
import { geometricMeans } from '../support/statistics.js';
import { longTexts, shortText } from '../support/textKinds.js';

export const texts: Row = {
  name: 'texts',
  title: 'a string of 1 Ki to 10 Mi characters as the argument and as the result of a call',
  async measure(bench) {
    const findings: Finding[] = [];
    for (const { work, kind, length } of [shortText, ...longTexts]) {
      findings.push(await measureEcho(bench, work, kind.name, length));
    }
    return [...findings, meanOf(bench.modes, findings.slice(1))];
  },
};

/** The mean is one of each repetition, so that it has a spread as well. */
function meanOf(modes: readonly Mode[], findings: readonly Finding[]): Finding {
  const figures = modes.map((mode) => {
    const times = findings.map(({ figures }) =>
      typeof figures === 'string' ? [] : (figures[mode]?.values ?? []),
    );
    return [mode, timeFigure(geometricMeans(times))] as const;
  });
  return {
    work: `geometric mean of these ${findings.length} of 64 Ki characters and more`,
    figures: Object.fromEntries(figures),
  };
}
