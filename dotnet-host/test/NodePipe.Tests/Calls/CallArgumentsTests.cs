using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class CallArgumentsTests
{
    [Fact]
    public void A_collection_expression_is_the_list_of_arguments()
    {
        string[] names = ["Ada", "Grace", "Alan"];
        Assert.Empty(Take());
        Assert.Empty(Take([]));
        Assert.Equal([null], Take([null]));
        Assert.Equal([1, "a"], Take([1, "a"]));
        Assert.Equal([1, "a", null], Take([1, "a", null]));
        Assert.Same(names, Assert.Single(Take([names])));
        Assert.Equal(names, Take([.. names]));
        Assert.Equal(["first", .. names], Take(["first", .. names]));
        Assert.Equal([names, null], Take([names, null]));
    }

    [Fact]
    public void What_is_given_is_copied()
    {
        object?[] values = [1, 2, 3];
        CallArguments arguments = [.. values];
        values[0] = "changed";
        Assert.Equal([1, 2, 3], arguments);
    }

    [Fact]
    public void Arguments_are_equal_where_their_elements_are()
    {
        Assert.Equal(Take(["x"]), Take([string.Concat("", "x")]));
        Assert.Equal(Take([1, null, 3.5]), Take([1, null, 3.5]));
        Assert.Equal(Take([new[] { 1, 2 }]), Take([new[] { 1, 2 }]));
        Assert.Equal(Take().GetHashCode(), Take([]).GetHashCode());
        Assert.Equal(Take([1, new[] { "a" }]).GetHashCode(), Take([1, new[] { "a" }]).GetHashCode());
        Assert.Equal(ByName("a", 1), ByName("a", 1));
        Assert.True(Take([1]) == Take([1]));
        int[,] grid = { { 1, 2 }, { 3, 4 } };
        Assert.Equal(Take([grid, new object?[] { grid, null }]), Take([grid, new object?[] { grid, null }]));
        Assert.Equal(Take([grid]).GetHashCode(), Take([grid]).GetHashCode());
        Assert.NotEqual(Take([grid]), Take([new int[,] { { 1, 2 }, { 3, 4 } }]));

        Assert.NotEqual(Take([1]), Take([2]));
        Assert.NotEqual(Take([1]), Take([1, null]));
        Assert.NotEqual(Take([1]), Take([1L]));
        Assert.NotEqual(Take([new[] { 1, 2 }]), Take([new[] { 1, 3 }]));
        Assert.NotEqual(Take(), ByName("a", 1));
        Assert.NotEqual(ByName("a", 1), ByName("b", 1));
        Assert.NotEqual(ByName("a", 1), ByName("a", 2));
        Assert.True(Take([1]) != Take([2]));
    }

    [Fact]
    public void A_position_that_there_is_not_is_an_error()
    {
        CallArguments arguments = [1, 2];
        Assert.Equal(2, arguments[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => arguments[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => arguments[-1]);
        Assert.Throws<ArgumentNullException>(() => CallArguments.ByName(null!));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 48)]
    public void None_one_and_two_allocate_nothing_of_their_own(int count, long expected)
    {
        Assert.Equal(0, Allocated(count, times: 1) - Allocated(count, times: 1));
        Assert.Equal(expected, Allocated(count, times: 100) / 100);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_is_no_value_says_what_to_do_instead()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        using CancellationTokenSource source = new();
        foreach ((object? value, string advice) in new (object?, string)[]
        {
            (source.Token, "pass it behind the list"),
            (new CallOptions { Timeout = Limits.Wait }, "pass them behind the list"),
            (Task.FromResult(1), "await it"),
            (Task.CompletedTask, "await it"),
            (new ValueTask<int>(1), "await it"),
            (default(ValueTask), "await it"),
            (new object[] { source.Token }, "pass it behind the list"),
        })
        {
            ArgumentException error = await Assert.ThrowsAnyAsync<ArgumentException>(() => pair.Left.InvokeAsync("echo", [1, value]));
            Assert.StartsWith("arguments[1]", error.Message, StringComparison.Ordinal);
            Assert.Contains(advice, error.Message, StringComparison.Ordinal);
            error = await Assert.ThrowsAnyAsync<ArgumentException>(
                () => pair.Left.InvokeAsync("echo", CallArguments.ByName(new Dictionary<string, object?> { ["value"] = value })));
            Assert.Contains(advice, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_is_no_value_in_a_member_is_refused_and_nobody_waits_for_its_result()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        TaskCompletionSource<int> never = new();
        foreach ((object value, string advice) in new (object, string)[]
        {
            (new { Task = never.Task }, "await it"),
            (new { Task = (Task)never.Task }, "await it"),
            (new[] { never.Task }, "await it"),
            (new { Token = CancellationToken.None }, "pass it behind the list"),
        })
        {
            Task call = Task.Run(() => pair.Left.InvokeAsync("echo", [value]));
            ArgumentException error = await Assert.ThrowsAnyAsync<ArgumentException>(() => call.WaitAsync(Limits.Wait));
            Assert.StartsWith("arguments[0]", error.Message, StringComparison.Ordinal);
            Assert.Contains(advice, error.Message, StringComparison.Ordinal);
        }
    }

    private static CallArguments Take(CallArguments arguments = default) => arguments;

    private static CallArguments ByName(string name, object? value) =>
        CallArguments.ByName(new Dictionary<string, object?> { [name] = value });

    private static long Allocated(int count, int times)
    {
        object value = "a";
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < times; i++)
        {
            CallArguments arguments = count switch
            {
                0 => [],
                1 => [value],
                2 => [value, value],
                _ => [value, value, value],
            };
            GC.KeepAlive(arguments.Count == count ? value : null);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
