using System.Diagnostics;
using System.Text;

namespace NodePipe.Bench;

/// <summary>
/// The same text there and back in three forms, in turn: as the library sends it (<c>text</c>), inside the JSON
/// (<c>json</c>), and as an attachment (<c>attached</c>). The medians, in microseconds.
/// </summary>
internal static class TextForms
{
    /// <summary>Strings of this length are never attached; a longer text in JSON is a list of such pieces.</summary>
    private const int PieceLength = 4096;

    /// <param name="module">Has the functions <c>echo</c> and <c>echoText</c>.</param>
    /// <param name="length">In characters, all of them ASCII.</param>
    /// <param name="milliseconds">How long the calls go on, after as long a warm-up.</param>
    public static async Task MeasureAsync(string module, int length, int milliseconds)
    {
        await using NodeProcess node = await NodeProcess.StartAsync(module);
        Dictionary<string, Func<Text, Task<string[]>>> forms = new()
        {
            ["text"] = async text => [await node.InvokeAsync<string>("echo", [text.Whole])],
            ["json"] = text => node.InvokeAsync<string[]>("echo", [text.Pieces]),
            ["attached"] = async text =>
                [Encoding.UTF8.GetString(await node.InvokeAsync<byte[]>("echoText", [Encoding.UTF8.GetBytes(text.Whole)]))],
        };
        // Two that differ take turns, so that a late answer is noticed.
        Text[] texts = [new(SampleText.Create("ascii", length, 'a')), new(SampleText.Create("ascii", length, 'b'))];
        await RunAsync(forms, texts, milliseconds);
        Dictionary<string, List<double>> samples = await RunAsync(forms, texts, milliseconds);
        await Results.WriteAsync([.. samples.Select(form => (form.Key, (object)form.Value.Order().ElementAt(form.Value.Count / 2)))]);
    }

    private static async Task<Dictionary<string, List<double>>> RunAsync(
        Dictionary<string, Func<Text, Task<string[]>>> forms, Text[] texts, int milliseconds)
    {
        Dictionary<string, List<double>> samples = forms.Keys.ToDictionary(name => name, _ => new List<double>());
        long begin = Stopwatch.GetTimestamp();
        for (int round = 0; Stopwatch.GetElapsedTime(begin).TotalMilliseconds < milliseconds; round++)
        {
            Text text = texts[round % texts.Length];
            foreach ((string name, Func<Text, Task<string[]>> echoAsync) in forms)
            {
                long sent = Stopwatch.GetTimestamp();
                string[] answer = await echoAsync(text);
                samples[name].Add(Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
                if (string.Concat(answer) != text.Whole)
                {
                    throw new BenchException($"The echo of a string of {text.Whole.Length} characters was another one ({name}).");
                }
            }
        }

        return samples;
    }

    private sealed record Text(string Whole)
    {
        public string[] Pieces { get; } = [.. Whole.Chunk(PieceLength).Select(piece => new string(piece))];
    }
}
