using System.Threading.Channels;
using NodePipe.Errors;

namespace NodePipe.Processes;

/// <summary>Hands lines to a listener, in order and one at a time, on the pool, while whoever reads them goes on.</summary>
internal sealed class LineHandover
{
    /// <summary>How many characters may wait for the listener before whoever reads is to wait too.</summary>
    public const int MostWaiting = 64 * 1024;

    private readonly Action<string> _onLine;
    private readonly Action<Exception> _onListenerFailed;
    private readonly Action _onRoom;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private readonly Lock _lock = new();
    private bool _isAskedForRoom;
    private int _waiting;

    /// <param name="onLine">Gets each line. It is the user's: it may throw, block, or never come to an end.</param>
    /// <param name="onListenerFailed">Hears what it threw.</param>
    /// <param name="onRoom">Called when there is room again, after <see cref="HasRoom"/> has said that there is none.</param>
    public LineHandover(Action<string> onLine, Action<Exception> onListenerFailed, Action onRoom)
    {
        _onLine = onLine;
        _onListenerFailed = onListenerFailed;
        _onRoom = onRoom;
        Completed = Task.Run(HandOnAllAsync);
    }

    /// <summary>Completes when the listener has returned from the last line.</summary>
    public Task Completed { get; }

    /// <summary>Whether the listener has returned from every line that has come so far.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _waiting == 0;
            }
        }
    }

    public void Add(string line)
    {
        lock (_lock)
        {
            _waiting += LengthOf(line);
        }

        _lines.Writer.TryWrite(line);
    }

    /// <summary>No more lines come.</summary>
    public void Complete() => _lines.Writer.Complete();

    /// <summary>Whether little enough waits. If not, whoever reads is told as soon as that is so.</summary>
    public bool HasRoom()
    {
        lock (_lock)
        {
            _isAskedForRoom = _waiting > MostWaiting;
            return !_isAskedForRoom;
        }
    }

    /// <summary>Counts the end of the line too: also empty lines fill the memory.</summary>
    private static int LengthOf(string line) => line.Length + 1;

    private async Task HandOnAllAsync()
    {
        await foreach (string line in _lines.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            HandOn(line);
            MakeRoom(LengthOf(line));
        }
    }

    private void MakeRoom(int length)
    {
        bool isRoomAgain;
        lock (_lock)
        {
            _waiting -= length;
            isRoomAgain = _isAskedForRoom && _waiting <= MostWaiting;
            _isAskedForRoom &= !isRoomAgain;
        }

        if (isRoomAgain)
        {
            _onRoom();
        }
    }

    private void HandOn(string line)
    {
        try
        {
            _onLine(line);
        }
#pragma warning disable CA1031 // A listener that throws must not keep the next lines from it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Quietly.Run(() => _onListenerFailed(error));
        }
    }
}
