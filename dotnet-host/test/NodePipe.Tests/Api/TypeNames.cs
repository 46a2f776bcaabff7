using System.Reflection;

namespace NodePipe.Tests.Api;

/// <summary>Types as C# writes them, with what may be null.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
    };

    public static string Of(NullabilityInfo info)
    {
        if (Nullable.GetUnderlyingType(info.Type) is not null)
        {
            return Of(info.Type);
        }

        string name = info.ElementType is NullabilityInfo element
            ? $"{Of(element)}[]"
            : Of(info.Type, [.. info.GenericTypeArguments.Select(Of)]);
        // A type parameter without a constraint counts as nullable, marked or not.
        return info.ReadState == NullabilityState.Nullable && !info.Type.IsGenericParameter ? $"{name}?" : name;
    }

    public static string Of(Type type) => type.IsArray
        ? $"{Of(type.GetElementType()!)}[]"
        : Of(type, [.. type.GetGenericArguments().Select(Of)]);

    private static string Of(Type type, string[] arguments)
    {
        if (Nullable.GetUnderlyingType(type) is not null)
        {
            return $"{arguments[0]}?";
        }

        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        string name = type.Name.Split('`')[0];
        return arguments.Length > 0 ? $"{name}<{string.Join(", ", arguments)}>" : name;
    }
}
