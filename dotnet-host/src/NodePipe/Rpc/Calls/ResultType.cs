using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NodePipe.Rpc.Calls;

/// <summary>
/// How the results of a handler are written: as what they are, unless the type that it declares to return tells derived types apart,
/// for their discriminator is written for the declared type alone, or is the only one that the serializer knows.
/// </summary>
internal sealed class ResultType
{
    private readonly JsonSerializerOptions _options;
    private readonly JsonTypeInfo? _declared;

    /// <param name="declared">What the handler declares to return, without a task around it.</param>
    /// <param name="options">By which results are written.</param>
    public ResultType(Type declared, JsonSerializerOptions options)
    {
        _options = options;
        bool canBeDerived = declared is { IsValueType: false, IsSealed: false } && declared != typeof(object) && declared != typeof(void);
        _declared = canBeDerived && options.TryGetTypeInfo(declared, out JsonTypeInfo? type) ? type : null;
    }

    /// <summary>How this result is written; null for as what it is.</summary>
    public JsonTypeInfo? Of(object? result)
    {
        if (_declared is null || result is null)
        {
            return null;
        }

        return _declared.PolymorphismOptions is not null
            || (result.GetType() != _declared.Type && !_options.TryGetTypeInfo(result.GetType(), out _))
            ? _declared
            : null;
    }
}
