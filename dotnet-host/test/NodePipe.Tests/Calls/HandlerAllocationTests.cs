using System.Text;
using NodePipe.Rpc.Calls;
using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Calls;

/// <summary>What it takes to bind and to call a function of this side, without the messages.</summary>
public sealed class HandlerAllocationTests
{
    private const int Calls = 1000;

    [Fact(Timeout = Limits.Test)]
    public async Task A_typed_function_allocates_less_than_a_Delegate()
    {
        await using RpcConnection connection = new(Stream.Null, Stream.Null);
        connection.Handle("typed", (int one, int other) => one + other);
        connection.Handle("delegate", (Delegate)((int one, int other) => one + other));
        long reflected = BytesOf(connection, "delegate");
        Assert.InRange(BytesOf(connection, "typed"), 0, reflected - 1);
    }

    private static long BytesOf(RpcConnection connection, string function)
    {
        Handler handler = connection.Wiring.Handlers.Find(function)!;
        Arguments arguments = new(Encoding.UTF8.GetBytes("[1,2]"), null);
        IncomingCall call = new(connection.Wiring.IncomingCalls, null, handler, arguments);
        Assert.True(RunAsync(handler, call).IsCompletedSuccessfully);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(RunAsync(handler, call).IsCompletedSuccessfully);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }

    /// <summary>Completes on the thread that it began on, for nothing in it waits.</summary>
    private static async Task RunAsync(Handler handler, IncomingCall call)
    {
        for (int i = 0; i < Calls; i++)
        {
            object? result = await handler.InvokeAsync(call);
            Assert.Null(handler.ResultTypeOf(result));
        }
    }
}
