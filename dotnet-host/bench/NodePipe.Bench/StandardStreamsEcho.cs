using System.Diagnostics;

namespace NodePipe.Bench;

/// <summary>The usual way without this library: <see cref="Process"/> with redirected streams, <c>process.stdin</c> in Node.</summary>
internal sealed class StandardStreamsEcho : ILineEcho
{
    // What a first version looks like: lines cut from chunks, each answered by one write.
    private const string Program = """
        let rest = '';
        process.stdin.setEncoding('utf8');
        process.stdin.on('data', (chunk) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop();
          for (const line of lines) process.stdout.write(`echo: ${line}\n`);
        });
        """;

    private readonly Process _node;

    public StandardStreamsEcho()
    {
        ProcessStartInfo start = new("node", ["-e", Program])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _node = Process.Start(start) ?? throw new BenchException("node did not start.");
        _node.StandardInput.NewLine = "\n";
    }

    public async ValueTask<string?> EchoAsync(string line)
    {
        await _node.StandardInput.WriteLineAsync(line);
        return await _node.StandardOutput.ReadLineAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        await _node.WaitForExitAsync();
        _node.Dispose();
    }
}
