using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>What a call must not leave behind.</summary>
public sealed class KeptTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Ten_thousand_calls_on_one_token_leave_no_registration()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        TaskCompletionSource all = new();
        pair.Right.Handle("echo", async (int value) =>
        {
            await all.Task;
            return value;
        });
        pair.Right.Handle("fail", string () => throw new InvalidOperationException("no"));
        using CancellationTokenSource source = new();
        Task<int>[] calls =
            [.. Enumerable.Range(0, 9_000).Select(value => pair.Left.InvokeAsync<int>("echo", [value], source.Token))];
        Assert.Equal(9_000, Registrations(source));
        all.SetResult();
        Assert.Equal(Enumerable.Range(0, 9_000), await Task.WhenAll(calls).WaitAsync(Limits.Wait));
        for (int i = 0; i < 1_000; i++)
        {
            await Assert.ThrowsAsync<NodeCallException>(() => pair.Left.InvokeAsync<string>("fail", [], source.Token));
        }

        // A call completes before it lets go of its token.
        while (Registrations(source) > 0)
        {
            await Task.Yield();
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_hundred_megabytes_of_arguments_are_free_after_the_answer_whatever_the_call_has_started()
    {
        await using ConnectedPair pair = await ConnectedPair.StartAsync();
        Work work = new();
        pair.Right.Handle("start", (byte[] bytes, HandlerContext context) => work.Start(bytes, context));
        await StartAsync(pair.Left);
        while (work.Argument!.IsAlive)
        {
            GC.Collect();
            await Task.Yield();
        }

        work.End.SetResult();
        await work.Goes!;
        await work.Timer!.DisposeAsync();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task StartAsync(RpcConnection connection)
    {
        byte[] bytes = new byte[100_000_000];
        Assert.Equal(bytes.Length, await connection.InvokeAsync<int>("start", [bytes]).WaitAsync(Limits.Wait));
    }

    /// <summary>How many callbacks wait for a token: nothing of .NET's surface tells.</summary>
    private static int Registrations(CancellationTokenSource source)
    {
        object? registrations = Field(source, "_registrations");
        int count = 0;
        for (object? node = registrations is null ? null : Field(registrations, "Callbacks"); node is not null; node = Field(node, "Next"))
        {
            count++;
        }

        return count;
    }

    private static object? Field(object owner, string name) =>
        (owner.GetType().GetField(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            ?? throw new MissingFieldException(owner.GetType().FullName, name)).GetValue(owner);

    /// <summary>What a handler starts and leaves behind.</summary>
    private sealed class Work
    {
        public WeakReference? Argument { get; private set; }

        public TaskCompletionSource End { get; } = new();

        public Task? Goes { get; private set; }

        public Timer? Timer { get; private set; }

        public int Start(byte[] bytes, HandlerContext context)
        {
            Argument = new WeakReference(bytes);
            Goes = GoOnAsync(context);
            Timer = new Timer(static state => GC.KeepAlive(state), context, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            return bytes.Length;
        }

        private async Task GoOnAsync(HandlerContext context)
        {
            await End.Task;
            GC.KeepAlive(context);
        }
    }
}
