using Xunit;

namespace NodePipe.Tests.Rpc;

public sealed class CallOptionsTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("-00:00:03", "Timeout is not positive (-00:00:03)")]
    [InlineData("00:00:00", "Timeout is not positive (00:00:00)")]
    [InlineData("10675199.02:48:05.4775807", "Timeout is more than a timer can wait (10675199.02:48:05.4775807)")]
    public async Task A_time_out_that_cannot_be_is_an_argument_error_and_nothing_is_sent(string timeout, string says)
    {
        await using RawPeer peer = new RawPeer().Start();
        CallOptions options = new() { Timeout = TimeSpan.Parse(timeout, null) };
        ArgumentOutOfRangeException error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => peer.Connection.InvokeAsync<int>("wrong", [], options));
        Assert.Contains($"The options of the call are wrong: {says}", error.Message, StringComparison.Ordinal);
        _ = peer.Connection.InvokeAsync<int>("right");
        Assert.Equal("right", (await peer.ReadAsync())["method"]!.GetValue<string>());
    }
}
