using System.Buffers;
using System.Text;
using NodePipe.Rpc.Messages;

namespace NodePipe.Rpc.Values;

/// <summary>
/// The arguments of most small calls, written without a serializer: null, booleans, integers and short text that needs
/// no escape. For anything else it gives up, and the serializer writes all of them.
/// </summary>
internal static class UnescapedJson
{
    private const int LongestText = 256;

    private static readonly SearchValues<char> Unescaped = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    public static bool TryAppendArray(OutgoingMessage message, in CallArguments values)
    {
        int length = message.Length;
        message.Append("["u8);
        for (int i = 0; i < values.Count; i++)
        {
            if (i > 0)
            {
                message.Append(","u8);
            }

            if (!TryAppend(message, values[i]))
            {
                message.Truncate(length);
                return false;
            }
        }

        message.Append("]"u8);
        return true;
    }

    public static bool TryAppendText(OutgoingMessage message, string text)
    {
        if (text.Length > LongestText || text.AsSpan().ContainsAnyExcept(Unescaped))
        {
            return false;
        }

        message.Append("\""u8);
        message.Advance(Encoding.ASCII.GetBytes(text, message.GetSpan(text.Length)));
        message.Append("\""u8);
        return true;
    }

    private static bool TryAppend(OutgoingMessage message, object? value)
    {
        switch (value)
        {
            case null:
                message.Append("null"u8);
                return true;
            case int number:
                message.Append(number);
                return true;
            case bool flag:
                message.Append(flag ? "true"u8 : "false"u8);
                return true;
            case string text:
                return TryAppendText(message, text);
            default:
                return false;
        }
    }
}
