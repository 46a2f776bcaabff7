using System.Globalization;
using System.Text;

namespace NodePipe.Rpc.Values;

/// <summary>The members with which a message begins that holds what JSON cannot carry (docs/protocol.md, section 5).</summary>
internal static class Announcement
{
    /// <returns>The opening brace, and the members with a comma behind each.</returns>
    public static byte[] Write(
        List<ReadOnlyMemory<byte>> attachments, List<LongValue> longValues, List<long> streams, List<long> callbacks)
    {
        StringBuilder text = new("{");
        if (attachments.Count + longValues.Count > 0)
        {
            Append(text, "$bin", attachments.Select(bytes => (long)bytes.Length));
        }

        if (longValues.Count > 0)
        {
            Append(text, "$long", longValues.Select(value => string.Create(CultureInfo.InvariantCulture, $"[{value.Number},{value.Length}]")));
        }

        if (streams.Count > 0)
        {
            Append(text, "$streams", streams);
        }

        if (callbacks.Count > 0)
        {
            Append(text, "$callbacks", callbacks);
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void Append<T>(StringBuilder text, string name, IEnumerable<T> values) =>
        text.Append('"').Append(name).Append("\":[").AppendJoin(',', values).Append("],");
}
