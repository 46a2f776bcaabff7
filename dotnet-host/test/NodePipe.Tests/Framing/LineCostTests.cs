using System.Runtime.InteropServices;
using NodePipe.Framing;
using Xunit;

namespace NodePipe.Tests.Framing;

public sealed class LineCostTests
{
    private const int Piece = 1024;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public void A_long_line_is_copied_a_constant_number_of_times_however_long_it_is(int mebibytes)
    {
        int length = mebibytes * 1024 * 1024;
        CountingFeeder feeder = new();
        for (int fed = 0; fed < length; fed += Piece)
        {
            feeder.Feed(Piece);
            Assert.False(feeder.Reader.TryTakeFrame(out _));
        }

        feeder.FeedLineEnd();
        Assert.True(feeder.Reader.TryTakeFrame(out ReadOnlyMemory<byte> line));
        Assert.Equal(length, line.Length);
        Assert.InRange(feeder.Copied, 1, 3L * length);
    }

    [Fact]
    public void Short_lines_are_hardly_copied_at_all()
    {
        CountingFeeder feeder = new();
        const int Count = 50_000;
        for (int i = 0; i < Count; i++)
        {
            feeder.Feed(100);
            feeder.FeedLineEnd();
            Assert.True(feeder.Reader.TryTakeFrame(out _));
            feeder.Taken();
        }

        Assert.InRange(feeder.Copied, 0, Count * 100L / 100);
    }

    [Fact]
    public void The_buffer_of_a_long_line_is_given_back_after_it()
    {
        CountingFeeder feeder = new();
        feeder.Feed(4 * 1024 * 1024);
        feeder.FeedLineEnd();
        Assert.True(feeder.Reader.TryTakeFrame(out _));
        Assert.InRange(feeder.Reader.GetMemory().Length, 1, 128 * 1024);
    }

    /// <summary>Counts the bytes that the reader moves: those of the open line, whenever the place for the next ones is not the one after the last.</summary>
    private sealed class CountingFeeder
    {
        private byte[]? _buffer;
        private int _end;
        private int _open;

        public LineReader Reader { get; } = new();

        public long Copied { get; private set; }

        public void Feed(int length) => Feed(length, (byte)'x');

        public void FeedLineEnd() => Feed(1, (byte)'\n');

        public void Taken() => _open = 0;

        private void Feed(int length, byte value)
        {
            while (length > 0)
            {
                Memory<byte> room = Reader.GetMemory();
                Assert.True(MemoryMarshal.TryGetArray(room, out ArraySegment<byte> place));
                if (place.Array != _buffer || place.Offset != _end)
                {
                    Copied += _open;
                }

                int count = Math.Min(length, room.Length);
                room.Span[..count].Fill(value);
                Reader.Advance(count);
                (_buffer, _end) = (place.Array, place.Offset + count);
                _open += count;
                length -= count;
            }
        }
    }
}
