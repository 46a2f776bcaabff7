import { describe, expect, test } from 'vitest';
import { poll } from '../support/poll.js';
import { environmentVariable, findProcesses } from '../support/processes.js';
import { hostFixture, launchers, ReportingHost, showsProcesses } from '../support/testHost.js';

/**
 * What a child may have started, by `test/fixtures/host/family.mjs`:
 * - `idle`: a process that sleeps; the child waits for input
 * - `spinning`: a process in a busy loop; the child is in one too, and sees no end of file
 * - `orphan`: a process whose own parent has ended, so that it is nobody's descendant any more
 * - `timeout`: `timeout 900 sleep 900`, two processes in a group that timeout has made
 * - `detached`: a process in a session of its own
 */
const families = ['idle', 'spinning', 'orphan', 'timeout', 'detached'] as const;
type Family = (typeof families)[number];

/** Ways in which a host ends, or lets its children end. */
const deaths = {
  'is killed': (host: FamilyHost) => host.kill(),
  'is ended by SIGTERM': (host: FamilyHost) => host.kill('SIGTERM'),
  'fails fast': (host: FamilyHost) => host.tell('fail fast'),
  'throws on a thread': (host: FamilyHost) => host.tell('throw'),
  'closes the pipes and lives on': (host: FamilyHost) => host.tell('complete'),
  'disposes the channels': (host: FamilyHost) => host.tell('dispose'),
} as const;
type Death = keyof typeof deaths;

type Member = 'child' | 'grandchild';
type Survivors = Readonly<Record<Family, readonly Member[]>>;

/**
 * Who outlives it: with the POSIX launcher, which kills the child's group, what is in another group or session; with the
 * portable one, whose child kills its descendants, what is nobody's descendant any more.
 */
const nobody: readonly Member[] = [];
const survivors: Readonly<Record<(typeof launchers)[number], Survivors>> = {
  Posix: {
    idle: nobody,
    spinning: nobody,
    orphan: nobody,
    timeout: ['grandchild', 'grandchild'],
    detached: ['grandchild'],
  },
  Portable: {
    idle: nobody,
    spinning: nobody,
    orphan: ['grandchild'],
    timeout: nobody,
    detached: nobody,
  },
};

/** What differs where the host lives on, or ends its children itself. */
const exceptions: Readonly<
  Partial<Record<(typeof launchers)[number], Partial<Record<Death, Partial<Survivors>>>>>
> = {
  Posix: {
    // Nothing tells a busy loop of an end of file.
    'closes the pipes and lives on': { spinning: ['child', 'grandchild'] },
    // A stop takes note of other groups before the child ends.
    'disposes the channels': { timeout: nobody },
  },
  Portable: {
    'closes the pipes and lives on': { spinning: ['child', 'grandchild'] },
    // SIGTERM ends a busy loop before it could kill its descendants.
    'disposes the channels': { spinning: ['grandchild'] },
  },
};

const MARKER = 'NODEPIPE_TEST_FAMILY_OF';
const STEADY_LOOKS = 10;

class FamilyHost extends ReportingHost<{ held: readonly number[]; error: string }> {}

describe.skipIf(!showsProcesses).each(launchers)('by the launcher %s', (launcher) => {
  test.each(Object.keys(deaths) as Death[])('who is left when the host %s', async (death) => {
    const mark = `${launcher} ${death} ${process.pid}`;
    const channels = families.map((family) => ({
      launcher,
      nodeArguments: ['--import', hostFixture('family.mjs')],
      environment: { [MARKER]: mark, NODEPIPE_TEST_FAMILY: family },
      // Only what spins needs to be asked twice.
      exitTimeout: family === 'spinning' ? 100 : 20_000,
    }));
    const expected = sorted({ ...survivors[launcher], ...exceptions[launcher]?.[death] });
    try {
      await using host = new FamilyHost('hold', { channels }, { mayComplain: true });
      const children = await host.reported('held');
      await poll('every family is whole', () => count(membersOf(mark)) === 2 * families.length + 1);
      process.kill(children[families.indexOf('spinning')] ?? Number.NaN, 'SIGUSR2');
      await host.reportedSuch('error', (line) => line === 'spinning');

      deaths[death](host);
      let steady = 0;
      await poll('nobody is left but who is to be', () => {
        steady = sameMembers(membersOf(mark), expected) ? steady + 1 : 0;
        return steady === STEADY_LOOKS;
      }).catch(() => {});
      expect(membersOf(mark)).toEqual(expected);
    } finally {
      await poll('nobody left', () => {
        const left = findProcesses(MARKER, mark);
        for (const { pid } of left) {
          kill(pid);
        }
        return left.length === 0;
      });
    }
  });
});

/** The live members of each family. */
function membersOf(mark: string): Survivors {
  const found: Record<Family, Member[]> = { idle: [], spinning: [], orphan: [], timeout: [], detached: [] };
  for (const { pid } of findProcesses(MARKER, mark)) {
    const family = environmentVariable(pid, 'NODEPIPE_TEST_FAMILY') as Family | undefined;
    if (family !== undefined) {
      const member = environmentVariable(pid, 'NODEPIPE_TEST_MEMBER') as Member | undefined;
      found[family].push(member ?? 'child');
    }
  }
  return sorted(found);
}

function sorted(members: Survivors): Survivors {
  const entries = families.map((family) => [family, members[family].toSorted()]);
  return Object.fromEntries(entries) as Survivors;
}

function count(members: Survivors): number {
  return families.reduce((sum, family) => sum + members[family].length, 0);
}

function sameMembers(left: Survivors, right: Survivors): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
