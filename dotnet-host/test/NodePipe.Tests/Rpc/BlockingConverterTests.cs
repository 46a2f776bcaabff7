using System.Text.Json;
using System.Text.Json.Serialization;
using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>A result whose converter asks the other side for more, and waits for the answer.</summary>
public sealed class BlockingConverterTests
{
    [Theory(Timeout = Limits.Test), InlineData("memory"), InlineData("pipes"), InlineData("socket")]
    public async Task A_call_that_would_block_the_reading_thread_is_refused_and_the_connection_goes_on(string carrier)
    {
        LookingUp converter = new();
        (RpcConnection left, RpcConnection right) = await FramedConnections.StartAsync(carrier, new RpcOptions
        {
            Framing = MessageFraming.Lines,
            SerializerOptions = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { converter } },
        });
        await using RpcConnection one = left;
        await using RpcConnection other = right;
        right.Handle("name", (int key) => $"name {key}");
        right.Handle("key", () => 5);
        converter.Connection = left;
        foreach (Func<Task<Named>> call in (Func<Task<Named>>[])[
            () => left.InvokeAsync<Named>("key"), () => Task.Run(() => left.Invoke<Named>("key"))])
        {
            NodePipeException error = await Assert.ThrowsAsync<NodePipeException>(() => call().WaitAsync(Limits.Wait));
            InvalidOperationException cause = Assert.IsType<InvalidOperationException>(error.InnerException);
            Assert.StartsWith("A converter of a result must not block", cause.Message, StringComparison.Ordinal);
        }

        Assert.Equal("name 5", await left.InvokeAsync<string>("name", [5]).WaitAsync(Limits.Wait));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Behind_the_answer_the_caller_may_block_wherever_it_goes_on()
    {
        (RpcConnection left, RpcConnection right) = await FramedConnections.StartAsync("pipes", new RpcOptions());
        await using RpcConnection one = left;
        await using RpcConnection other = right;
        right.Handle("next", (int number) => number + 1);
        Assert.Equal(Enumerable.Range(2, 100).Sum(), await SumAsync(left).WaitAsync(Limits.Wait));
    }

    /// <summary>Goes on on the thread that has read the answer, where there is one for it.</summary>
    private static async Task<int> SumAsync(RpcConnection connection)
    {
        int sum = 0;
        for (int i = 0; i < 100; i++)
        {
            sum += connection.Invoke<int>("next", [await connection.InvokeAsync<int>("next", [i]).ConfigureAwait(false)]);
        }

        return sum;
    }

    private sealed record Named(string Name);

    private sealed class LookingUp : JsonConverter<Named>
    {
        public RpcConnection? Connection { get; set; }

        public override Named Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(Connection!.Invoke<string>("name", [reader.GetInt32()]));

        public override void Write(Utf8JsonWriter writer, Named value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
    }
}
