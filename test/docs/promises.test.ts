import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { repository } from '../support/consoleHost.js';

/** What docs/guide/guarantees.md says, by how it begins, and where it is shown: a file, and a part of the title of its test. */
const promises: Readonly<Record<string, readonly (readonly [file: string, title: string])[]>> = {
  'The host ends, be it by SIGKILL': [
    [
      'test/host/hostKilled.test.ts',
      'when the host is killed, a child that $what is gone with all its family',
    ],
    ['test/host/families.test.ts', 'who is left when the host %s'],
  ],
  'The child ends: every open call': [
    [
      'dotnet-host/test/NodePipe.Tests/Calls/LifetimeTests.cs',
      'A_child_that_is_killed_under_load_ends_every_call_with_its_signal',
    ],
    ['test/host/foreignHolder.test.ts', 'a death is reported while a foreign process $what'],
    ['dotnet-host/test/NodePipe.Tests/Calls/OwnProcessTests.cs', 'What_is_open_when_it_ends_is_told_how'],
  ],
  'Disposing stops the child in order': [
    ['test/host/orderlyStop.test.ts', 'a child that ignores SIGTERM too is killed'],
    [
      'dotnet-host/test/NodePipe.Tests/Processes/OutputListenerTests.cs',
      'A_listener_that_never_returns_keeps_no_process_from_its_end',
    ],
    [
      'dotnet-host/test/NodePipe.Tests/Rpc/LateEndTests.cs',
      'A_listener_that_never_returns_keeps_back_no_end',
    ],
  ],
  'Every await settles': [
    [
      'dotnet-host/test/NodePipe.Tests/Rpc/UnreadPeerTests.cs',
      'Every_await_settles_where_the_peer_has_closed_what_it_reads',
    ],
    ['test/host/starvedPool.test.ts', 'blocking calls on every thread of a pool'],
    [
      'test/host/ignoredChildSignals.test.ts',
      'a child that is killed is found out, and all that waits for it ends',
    ],
    [
      'dotnet-host/test/NodePipe.Tests/Framing/LineWriterTests.cs',
      'A_line_cancelled_while_it_waits_for_its_turn_is_not_written',
    ],
    ['dotnet-host/test/NodePipe.Tests/Calls/LifetimeTests.cs', 'Nothing_is_retried'],
  ],
  'A call that fails, in whatever way': [
    [
      'dotnet-host/test/NodePipe.Tests/Calls/NeighbourTests.cs',
      'A_call_that_is_open_ends_as_it_should_where_of_another_one',
    ],
    ['test/rpc/neighbours.test.ts', 'does any of these, all at once'],
    ['test/module/unheard.test.ts', 'a program need not look at the promises of a connection'],
  ],
  'A handler that blocks stops no reader': [
    [
      'dotnet-host/test/NodePipe.Tests/Calls/ConcurrencyTests.cs',
      'A_handler_that_blocks_does_not_stop_the_reader',
    ],
    [
      'dotnet-host/test/NodePipe.Tests/Calls/LifetimeTests.cs',
      'What_a_module_prints_never_touches_the_protocol',
    ],
  ],
  'A pipe end is in nobody’s hands': [
    ['test/host/leak.test.ts', 'a pipe end is in nobody’s hands but the child’s'],
  ],
  'The program that Node runs is unpacked': [
    ['test/host/unpackingPlaces.test.ts', 'root runs nothing from a folder of another user'],
    [
      'dotnet-host/test/NodePipe.Tests/Hosting/ChildProgramTests.cs',
      'A_folder_that_another_user_could_replace_is_refused_and_the_next_one_taken',
    ],
  ],
};

/** The rows of the README's table, and which of these guarantees each sums up. */
const summaries: Readonly<Record<string, readonly string[]>> = {
  'the host ends, be it by SIGKILL': ['The host ends, be it by SIGKILL'],
  'the child ends': ['The child ends: every open call'],
  'a call fails, is cancelled, or its time is over': [
    'Every await settles',
    'A call that fails, in whatever way',
  ],
  'the other side reads no more, or a handler blocks': [
    'Every await settles',
    'A handler that blocks stops no reader',
  ],
  'the module prints': ['A handler that blocks stops no reader'],
};

const read = (file: string) => readFileSync(path.join(repository, file), 'utf8');
const bullets = read('docs/guide/guarantees.md')
  .replace(/\n\nEach of these .*/s, '')
  .split('\n- ')
  .slice(1)
  .map((bullet) => bullet.replaceAll("'", '’'));

describe('what the guide guarantees', () => {
  test.each(bullets)('has a test: %s', (bullet) => {
    const shown = Object.entries(promises).filter(([beginning]) => bullet.startsWith(beginning));
    expect(shown).toHaveLength(1);
    for (const [file, title] of shown.flatMap(([, tests]) => tests)) {
      expect(read(file)).toContain(title);
    }
  });

  test('is all that is listed here', () => {
    expect(bullets).toHaveLength(Object.keys(promises).length);
  });
});

test('what the README guarantees is what the guide does', () => {
  const table = /^## What is guaranteed$(.*?)^## /ms.exec(read('README.md'))?.[1] ?? '';
  const rows = [...table.matchAll(/^\| ([^|]+) \| [^|]+ \|$/gm)].map(([, when]) => when);
  expect(rows.slice(2)).toEqual(Object.keys(summaries));
  const guaranteed = Object.keys(promises);
  expect(
    Object.values(summaries)
      .flat()
      .filter((promise) => !guaranteed.includes(promise)),
  ).toEqual([]);
});
