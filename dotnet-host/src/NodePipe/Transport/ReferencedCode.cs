using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace NodePipe.Transport;

/// <summary>
/// The assemblies that this one refers to, loaded before there is a child, or an endpoint over descriptors: with no descriptor free they could not be loaded
/// any more when its first bytes or its end need them.
/// </summary>
internal static class ReferencedCode
{
    private static volatile bool _isLoaded;

    /// <exception cref="IOException">One of them cannot be loaded.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A reference that was trimmed away is not needed.")]
    public static void Load()
    {
        if (_isLoaded)
        {
            return;
        }

        // What is compiled ahead of time is loaded already.
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            AssemblyName[] names = typeof(ReferencedCode).Assembly.GetReferencedAssemblies();
            ThrowUnlessFree(names.Length);
            foreach (AssemblyName name in names)
            {
                Assembly.Load(name);
            }
        }

        _isLoaded = true;
    }

    /// <summary>
    /// Each may take a descriptor and keep it, and .NET remembers one that could not be loaded as one that is not there: so it is
    /// not tried where there is no room for all.
    /// </summary>
    private static void ThrowUnlessFree(int count)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Stack<SafeFileHandle> taken = [];
        try
        {
            for (int i = 0; i < count; i++)
            {
                taken.Push(File.OpenHandle("/dev/null"));
            }
        }
        finally
        {
            foreach (SafeFileHandle handle in taken)
            {
                handle.Dispose();
            }
        }
    }
}
