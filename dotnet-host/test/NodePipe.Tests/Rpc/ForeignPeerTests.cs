using Xunit;

namespace NodePipe.Tests.Rpc;

/// <summary>A program that speaks JSON-RPC as language servers do: headers before each message, over its standard streams.</summary>
public sealed class ForeignPeerTests
{
    private const string Program = """
        const [input, output] = process.argv[1] === 'pipes'
          ? [require('fs').createReadStream('', { fd: 3 }), require('fs').createWriteStream('', { fd: 4 })]
          : [process.stdin, process.stdout];
        let rest = Buffer.alloc(0);
        const send = (message) => {
          const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
          output.write(`Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: ${body.length}\r\n\r\n`);
          output.write(body);
        };
        input.on('data', (chunk) => {
          rest = Buffer.concat([rest, chunk]);
          for (let end; (end = rest.indexOf('\r\n\r\n')) >= 0;) {
            const length = Number(/Content-Length: (\d+)/.exec(rest.toString('latin1', 0, end))[1]);
            if (rest.length < end + 4 + length) return;
            const { id, method, params } = JSON.parse(rest.toString('utf8', end + 4, end + 4 + length));
            rest = rest.subarray(end + 4 + length);
            if (method === 'crash') { console.error('the last words'); process.exit(3); }
            if (method === 'leave') process.exit(0);
            if (method === 'initialize') send({ id, result: { name: params.clientName, length: params.text.length } });
          }
        });
        """;

    public static TheoryData<bool> OverPipes => [true, false];

    [Theory(Timeout = Limits.Test), MemberData(nameof(OverPipes))]
    public async Task It_is_called_over_any_endpoint_of_its_process(bool overPipes)
    {
        await using PipedProcess process = Start(overPipes);
        await using RpcConnection connection = Connect(process, overPipes);
        Dictionary<string, object?> arguments = new() { ["clientName"] = "é", ["text"] = new string('ü', 200_000) };
        Answer answer = await connection.InvokeAsync<Answer>("initialize", CallArguments.ByName(arguments)).WaitAsync(Limits.Wait);
        Assert.Equal(new Answer("é", 200_000), answer);
        await connection.NotifyAsync("leave").WaitAsync(Limits.Wait);
        await connection.Completion.WaitAsync(Limits.Wait);
        Assert.Equal(0, (await process.Exited.WaitAsync(Limits.Wait)).Code);
    }

    [Theory(Timeout = Limits.Test), MemberData(nameof(OverPipes))]
    public async Task How_its_process_ended_is_the_reason_that_open_calls_and_the_completion_tell(bool overPipes)
    {
        await using PipedProcess process = Start(overPipes);
        await using RpcConnection connection = Connect(process, overPipes);
        NodeExitedException error = await Assert.ThrowsAsync<NodeExitedException>(
            () => connection.InvokeAsync("crash").WaitAsync(Limits.Wait));
        Assert.Equal((3, process.Id), (error.ExitCode, error.ProcessId));
        Assert.Equal(["the last words"], error.LastErrorLines);
        Assert.Same(error, await Assert.ThrowsAsync<NodeExitedException>(() => connection.Completion.WaitAsync(Limits.Wait)));
    }

    private static RpcConnection Connect(PipedProcess process, bool overPipes)
    {
        Endpoint endpoint = overPipes ? process.GetEndpoint(4, 3) : process.GetStandardEndpoint();
        RpcConnection connection = new(endpoint, new RpcOptions { Framing = MessageFraming.Headers });
        connection.Start();
        return connection;
    }

    private static PipedProcess Start(bool overPipes) => PipedProcess.Start(new PipedProcessOptions
    {
        FileName = "node",
        Arguments = ["-e", Program, overPipes ? "pipes" : "standard"],
        Pipes = overPipes ? [InheritedPipe.ReadByChild(3), InheritedPipe.WrittenByChild(4)] : [],
        RedirectStandardInput = !overPipes,
        RedirectStandardOutput = !overPipes,
        OnErrorLine = _ => { },
    });

    private sealed record Answer(string Name, int Length);
}
