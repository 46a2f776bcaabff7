namespace NodePipe.Bench.Shared;

/// <summary>The text of every string that is measured: no blank, no line end, nothing that JSON has to escape.</summary>
internal static class SampleText
{
    private const int Letters = 20;
    private const char FirstIdeograph = '\u4E00';
    private const int Ideographs = 20_000;

    /// <param name="kind">
    /// <c>ascii</c>: letters; <c>latin</c>: the same with an é in every seventh place; <c>cjk</c>: of three characters two are
    /// CJK and one is a letter.
    /// </param>
    /// <param name="length">In characters.</param>
    /// <param name="first">The first of its letters: texts of different ones differ.</param>
    public static string Create(string kind, int length, char first)
    {
        Func<int, char> characterAt = kind switch
        {
            "ascii" => LetterAt,
            "latin" => index => index % 7 == 6 ? '\u00E9' : LetterAt(index),
            "cjk" => index => index % 3 == 2 ? LetterAt(index) : (char)(FirstIdeograph + (index % Ideographs)),
            _ => throw new BenchException($"'{kind}' is no kind of text; there are ascii, latin and cjk."),
        };
        return string.Create(length, characterAt, static (text, characterAt) =>
        {
            for (int index = 0; index < text.Length; index++)
            {
                text[index] = characterAt(index);
            }
        });

        char LetterAt(int index) => (char)(first + (index % Letters));
    }
}
