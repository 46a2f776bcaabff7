using System.Text;

namespace NodePipe.Console;

/// <summary>The lines of piped input: UTF-8 whatever the locale says, ended by LF or CRLF as on the wire, never by a lone CR.</summary>
internal sealed class PipedLines(TextReader characters)
{
    private readonly char[] _buffer = new char[4096];
    private readonly StringBuilder _line = new();
    private int _start;
    private int _end;

    public static PipedLines Of(Stream input) =>
        // No guess from the first bytes: FF FE is no sign of UTF-16 here. A byte order mark of UTF-8 itself is left out.
        new(new StreamReader(input, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), detectEncodingFromByteOrderMarks: false));

    /// <summary>The next line without its end; null at the end of input.</summary>
    public string? Read()
    {
        for (; ; )
        {
            ReadOnlySpan<char> rest = _buffer.AsSpan(_start, _end - _start);
            int length = rest.IndexOf('\n');
            if (length >= 0)
            {
                _line.Append(rest[..length]);
                _start += length + 1;
                return Take();
            }

            _line.Append(rest);
            _start = 0;
            _end = characters.Read(_buffer);
            if (_end == 0)
            {
                return _line.Length == 0 ? null : Take();
            }
        }
    }

    private string Take()
    {
        if (_line.Length > 0 && _line[^1] == '\r')
        {
            _line.Length--;
        }

        string line = _line.ToString();
        _line.Clear();
        return line;
    }
}
