using NodePipe.Tests.Rpc;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Xunit;

namespace NodePipe.Tests.Api;

/// <summary>What takes an <see cref="INodeModule"/> can be tested without a process.</summary>
public sealed class FakeTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Answers_are_found_by_the_elements_of_the_arguments()
    {
        INodeModule module = Substitute.For<INodeModule>();
        module.InvokeAsync<string>("render", ["page"]).Returns("<p>page</p>");
        module.InvokeAsync<string>("render", ["other"], Arg.Any<CallOptions?>(), Arg.Any<CancellationToken>()).Returns("<p>other</p>");
        module.Invoke<int>("add", [1, 2]).Returns(3);

        Assert.Equal("<p>page</p>", await module.InvokeAsync<string>("render", [string.Concat("pa", "ge")]));
        Assert.Equal("<p>other</p>", await module.InvokeAsync<string>("render", ["other"], new CancellationToken(canceled: false)));
        Assert.Equal(3, module.Invoke<int>("add", [1, 2]));
        Assert.Equal(0, module.Invoke<int>("add", [2, 1]));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Calls_can_be_looked_for_and_made_to_fail()
    {
        INodeModule module = Substitute.For<INodeModule>();
        module.InvokeAsync("checkout", Arg.Any<CallArguments>()).ThrowsAsync(new TimeoutException("late"));
        module.StreamAsync<int>("numbers", [3]).Returns(Enumerable.Range(0, 3).ToAsyncEnumerable());

        await Assert.ThrowsAsync<TimeoutException>(() => module.InvokeAsync("checkout", [1, "a", null]));
        Assert.Equal([0, 1, 2], await module.StreamAsync<int>("numbers", [3], CancellationToken.None).ToListAsync());
        await module.NotifyAsync("log", ["done"]);

        await module.Received(1).InvokeAsync("checkout", [1, "a", null]);
        await module.Received(1).NotifyAsync("log", ["done"]);
        await module.DidNotReceive().NotifyAsync("log", ["begun"]);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_type_of_the_result_reaches_whoever_stands_behind_the_interface()
    {
        INodeModule module = Substitute.For<INodeModule>();
        module.InvokeAsync<int>("add", [1], Arg.Is<CallOptions>(options => options.ResultType != null)).Returns(2);
        Assert.Equal(2, await module.InvokeAsync("add", [1], System.Text.Json.JsonSerializerOptions.Web.GetTypeInfo(typeof(int)) as System.Text.Json.Serialization.Metadata.JsonTypeInfo<int> ?? throw new InvalidOperationException()));
    }
}
