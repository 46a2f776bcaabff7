using System.Runtime.InteropServices;

namespace NodePipe.Transport.Linux;

/// <summary>C's <c>struct epoll_event</c>, which is packed on x86-64 and aligned elsewhere: both as raw bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct EpollEvent
{
    [FieldOffset(0)]
    private fixed byte _bytes[16];

    private static int DataOffset { get; } = RuntimeInformation.ProcessArchitecture is Architecture.X64 ? 4 : 8;

    public static EpollEvent Create(uint events, int data)
    {
        EpollEvent change = default;
        *(uint*)change._bytes = events;
        *(int*)(change._bytes + DataOffset) = data;
        return change;
    }

    /// <summary>Whether the other end is closed, be it that which writes or that which reads.</summary>
    public bool IsHangUp
    {
        get
        {
            fixed (byte* bytes = _bytes)
            {
                return (*(uint*)bytes & (LinuxIo.HangUp | LinuxIo.Error)) != 0;
            }
        }
    }

    public int Data
    {
        get
        {
            fixed (byte* bytes = _bytes)
            {
                return *(int*)(bytes + DataOffset);
            }
        }
    }
}
