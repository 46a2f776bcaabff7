using System.Diagnostics;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

public sealed class HandlerTraceTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact(Timeout = Limits.Test)]
    public async Task A_handler_has_the_trace_of_its_call()
    {
        ActivityContext trace = await TraceAsync($$"""{"jsonrpc":"2.0","id":1,"traceparent":"{{Parent}}","tracestate":"vendor=1","method":"f"}""");
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", trace.TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", trace.SpanId.ToHexString());
        Assert.Equal(ActivityTraceFlags.Recorded, trace.TraceFlags);
        Assert.Equal("vendor=1", trace.TraceState);
        Assert.True(trace.IsRemote);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("")]
    [InlineData("\"traceparent\":\"\",")]
    [InlineData("\"traceparent\":\"none\",")]
    [InlineData("\"traceparent\":\"00-00000000000000000000000000000000-b7ad6b7169203331-01\",")]
    [InlineData("\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01\",")]
    [InlineData("\"traceparent\":\"00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01\",")]
    [InlineData("\"traceparent\":\"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\",")]
    [InlineData("\"tracestate\":\"vendor=1\",")]
    public async Task A_call_without_a_trace_or_with_an_invalid_one_has_the_default(string trace) =>
        Assert.Equal(default, await TraceAsync($$"""{"jsonrpc":"2.0","id":1,{{trace}}"method":"f"}"""));

    private static async Task<ActivityContext> TraceAsync(string request)
    {
        await using RawPeer peer = new RawPeer().Start();
        ActivityContext? trace = null;
        peer.Connection.Handle("f", (HandlerContext context) => { trace = context.Trace; });
        await peer.SendAsync(request);
        Assert.Null((await peer.ReadAsync())["error"]);
        return trace!.Value;
    }
}
