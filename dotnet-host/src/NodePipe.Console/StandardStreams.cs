using System.Text;

namespace NodePipe.Console;

/// <summary>Standard input, output and error, as whoever started us has set them up.</summary>
internal static class StandardStreams
{
    private static readonly bool HasDescriptors = !OperatingSystem.IsWindows();
    private static readonly StandardDescriptor Input = new(0);
    private static readonly StandardDescriptor Output = new(1);
    private static readonly StandardDescriptor Error = new(2);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Whether there is a standard output; a shell's <c>&gt;&amp;-</c> takes it away.</summary>
    public static bool HasOutput { get; } = !HasDescriptors || Output.IsInherited;

    /// <summary>Whether a person types and reads at a terminal.</summary>
    public static bool AreTerminal { get; } =
        HasOutput && (!HasDescriptors || Input.IsInherited)
        && !System.Console.IsInputRedirected && !System.Console.IsOutputRedirected;

    /// <summary>
    /// The lines of standard input, and null at its end. At a terminal this sets it up, so that no key that is pressed
    /// from now on is lost.
    /// </summary>
    public static Func<string?> OpenInput()
    {
        if (AreTerminal)
        {
            return HasDescriptors ? new TerminalLines(Input).Read : System.Console.In.ReadLine;
        }

        Stream input = !HasDescriptors ? System.Console.OpenStandardInput() : Input.IsInherited ? Input : Stream.Null;
        return PipedLines.Of(input).Read;
    }

    /// <summary>A writer of standard output. It writes at once, and throws <see cref="IOException"/> where it cannot.</summary>
    public static TextWriter OpenOutput() => AreTerminal || !HasDescriptors ? System.Console.Out : WriterTo(Output);

    /// <summary>A writer of standard error, of the same kind.</summary>
    public static TextWriter OpenError() =>
        !HasDescriptors || (AreTerminal && !System.Console.IsErrorRedirected) ? System.Console.Error
        : Error.IsInherited ? WriterTo(Error)
        : TextWriter.Null;

    private static StreamWriter WriterTo(StandardDescriptor descriptor) => new(descriptor, Utf8, bufferSize: 16 * 1024) { AutoFlush = true };
}
