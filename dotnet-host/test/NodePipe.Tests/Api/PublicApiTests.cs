using System.Text;
using NodePipe.Tests.Calls;
using Xunit;

namespace NodePipe.Tests.Api;

public sealed class PublicApiTests
{
    private const string Renew = "NODEPIPE_WRITE_API";

    private static string Snapshot { get; } =
        Path.Combine(Modules.Repository, "dotnet-host", "test", "NodePipe.Tests", "Api", "PublicApi.txt");

    [Fact]
    public void What_the_library_offers_is_what_the_reviewed_text_says()
    {
        string actual = PublicApi.Describe(typeof(NodeProcess).Assembly);
        if (Environment.GetEnvironmentVariable(Renew) == "1")
        {
            File.WriteAllText(Snapshot, actual, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }

        string[] reviewed = File.Exists(Snapshot) ? File.ReadAllLines(Snapshot) : [];
        string[] now = actual.TrimEnd('\n').Split('\n');
        if (!reviewed.SequenceEqual(now))
        {
            string gone = string.Join('\n', Without(reviewed, now).Select(line => $"- {line}"));
            string added = string.Join('\n', Without(now, reviewed).Select(line => $"+ {line}"));
            Assert.Fail(
                $"The public API is not what {Snapshot} says:\n{gone}\n{added}\n"
                + $"If that is meant, run this test once with {Renew}=1, and let the change of the file be reviewed.");
        }
    }

    [Fact]
    public void The_text_tells_apart_what_callers_can_tell_apart()
    {
        string text = PublicApi.Describe(typeof(NodeProcess).Assembly);
        Assert.Contains("sealed class NodePipe.NodeProcess : IAsyncDisposable", text, StringComparison.Ordinal);
        Assert.Contains("    static void set_TimeProvider(INodePipeOptions options, TimeProvider value)", text, StringComparison.Ordinal);
        Assert.Contains("    string? WorkingDirectory { get; set; }", text, StringComparison.Ordinal);
        Assert.Contains("    static ProcessArgument op_Implicit(string text)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("PrintMembers", text, StringComparison.Ordinal);
    }

    /// <summary>The lines that one text has more often than the other.</summary>
    private static List<string> Without(string[] lines, string[] others)
    {
        List<string> left = [.. lines];
        foreach (string other in others)
        {
            left.Remove(other);
        }

        return left;
    }
}
