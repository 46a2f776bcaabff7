using System.Reflection;
using Microsoft.Extensions.Logging;
using NodePipe.Errors;
using NodePipe.Tests.Calls;
using Xunit;

namespace NodePipe.Tests.Logging;

public sealed class EventIdTests
{
    private static List<LoggerMessageAttribute> Events { get; } = [.. typeof(NodeProcess).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
        .OfType<LoggerMessageAttribute>()
        .OrderBy(message => message.EventId)];

    [Fact]
    public void No_two_events_have_one_id_or_one_name()
    {
        Assert.Equal(Events.Count, Events.Select(message => message.EventId).Distinct().Count());
        Assert.Equal(Events.Count, Events.Select(message => message.EventName).Distinct().Count());
        Assert.Equal(typeof(EventIds).GetFields().Length, Events.Count);
    }

    [Fact]
    public void The_table_of_the_docs_has_every_event_and_no_other()
    {
        IEnumerable<string> told = File.ReadLines(Path.Combine(Modules.Repository, "docs", "logging.md"))
            .Where(line => line.Length > 2 && char.IsDigit(line[2]))
            .Select(line => string.Join('|', line.Split('|')[..4]).TrimEnd());
        Assert.Equal(Events.Select(message => $"| {message.EventId} | `{message.EventName}` | {message.Level}"), told);
    }

    [Fact]
    public void What_is_logged_has_the_id_name_level_and_text_that_users_filter_by() => Assert.Equal(
        """
        101 FirstProcess Warning: This program is process 1 of its container, so every process whose parent has ended becomes its child, and is left as a zombie at its own end. Run it under an init (docker run --init, or tini).
        102 ProcessExited Debug: [{ProcessId}] ended with code {Code}, signal {Signal}
        103 LineListenerThrew Error: [{ProcessId}] the listener to standard {Stream} threw
        104 GroupUnwatched Warning: '{Program}' is started without a watchdog, because there is no {Shell} that can be run: where this host is killed, the process and its children live on as long as they like
        105 WatchdogReplaced Warning: [{ProcessId}] the watchdog of its group has died before it; another one is there now
        106 WatchdogNotReplaced Warning: [{ProcessId}] the watchdog of its group has died before it, and another one could not be started: {Reason}. As long as there is none, the process may outlive its host.
        107 WatchdogGivenUp Error: [{ProcessId}] the watchdog of its group has died {Count} times and is not replaced any more: the process may outlive its host
        201 OutputLine Information: [{ProcessId}] {Line}
        202 ErrorLine Warning: [{ProcessId}] {Line}
        301 PeerComplains Warning: The other side could not read what was sent to it: {Error}
        302 NoMessage Warning: A line came that is no message, and nobody takes texts. Something else writes to the descriptor, or a line was torn. It begins with: {Line}. Further ones are not logged
        303 BadNotification Warning: A notification {Method} was not understood
        304 ListenerThrew Error: The listener to {Method} threw
        305 EndingThrew Error: A callback of a cancelled token, or the disposal of a stream, threw
        """,
        string.Join('\n', Events.Select(message => $"{message.EventId} {message.EventName} {message.Level}: {message.Message}")));
}
