using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace NodePipe.Processes;

/// <summary>
/// The assemblies that this one refers to, loaded before there is a child: with no descriptor free they could not be loaded
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
            foreach (AssemblyName name in typeof(ReferencedCode).Assembly.GetReferencedAssemblies())
            {
                Assembly.Load(name);
            }
        }

        _isLoaded = true;
    }
}
