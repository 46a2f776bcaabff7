namespace NodePipe;

/// <summary>How the child reads and writes its descriptors.</summary>
public enum ChildTransport
{
    /// <summary>The best for the child's runtime: sockets in Node on POSIX systems, fs streams elsewhere.</summary>
    Default,

    /// <summary><c>fs.createReadStream</c> and <c>fs.createWriteStream</c>.</summary>
    Fs,

    /// <summary><c>net.Socket</c>.</summary>
    Socket,
}
