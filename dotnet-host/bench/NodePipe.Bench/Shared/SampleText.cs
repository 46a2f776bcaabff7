namespace NodePipe.Bench.Shared;

/// <summary>The text of every string that is measured.</summary>
internal static class SampleText
{
    /// <summary>Words of ASCII and line ends, nothing else that JSON would escape.</summary>
    /// <param name="length">In characters.</param>
    /// <param name="first">Its first letter: texts of different ones differ.</param>
    public static string Create(int length, char first) => string.Create(length, first, static (text, first) =>
    {
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = i % 80 == 79 ? '\n' : i % 7 == 6 ? ' ' : (char)(first + (i % 20));
        }
    });
}
