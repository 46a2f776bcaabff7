using System.Runtime.InteropServices;

namespace NodePipe.Bench.Shared;

/// <summary>What only the host knows about the machine.</summary>
internal static class EnvironmentReport
{
    public static Task WriteAsync() => Results.WriteAsync(("dotnet", RuntimeInformation.FrameworkDescription));
}
