using System.Diagnostics.CodeAnalysis;

namespace NodePipe.Rpc.Values;

internal static class GenericInterface
{
    /// <summary>The type argument of a generic interface that a type is or implements; null where it is not that.</summary>
    /// <param name="type">The type.</param>
    /// <param name="definition">The interface without its argument, such as <c>typeof(IProgress&lt;&gt;)</c>.</param>
    [RequiresUnreferencedCode("Looks among a type's interfaces.")]
    public static Type? ArgumentOf(Type type, Type definition) =>
        type.GetInterfaces().Prepend(type)
            .FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == definition)
            ?.GetGenericArguments()[0];
}
