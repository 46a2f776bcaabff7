using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace NodePipe.Rpc.Values;

/// <summary>Values to JSON and back, by the caller's options and our converters.</summary>
internal sealed class ValueSerializer
{
    /// <summary>How deep values may be nested.</summary>
    public const int MaxDepth = 512;

    // What a message has around a value counts for the serializer, and so does the place of a value that is not nested
    // itself. The writer keeps the limit exactly.
    private const int DepthAround = 8;

    private readonly JsonSerializerOptions _options;
    private JsonSerializerOptions? _writeOptions;

    /// <param name="options">The caller's; null for the web defaults.</param>
    public ValueSerializer(JsonSerializerOptions? options)
    {
        _options = options is null ? new JsonSerializerOptions(JsonSerializerDefaults.Web) : new JsonSerializerOptions(options);
        _options.MaxDepth = MaxDepth;
        WritesPrimitivesDirectly = _options.Converters.Count == 0 && !_options.NumberHandling.HasFlag(JsonNumberHandling.WriteAsString);
        AddConverters(_options);
        _options.TypeInfoResolver = JsonTypeInfoResolver.Combine([.. Resolvers(_options.TypeInfoResolver), PrimitiveContext.Default])
            .WithAddedModifier(NumberConverters.KeepOwnHandling);
    }

    /// <summary>By which values are read.</summary>
    public JsonSerializerOptions Options => _options;

    /// <summary>By which they are written.</summary>
    public JsonSerializerOptions WriteOptions => _writeOptions ?? throw new InvalidOperationException("The serializer is not complete.");

    /// <summary>Whether the caller's options leave null, booleans, integers and text as they are.</summary>
    public bool WritesPrimitivesDirectly { get; }

    /// <summary>
    /// Adds how streams and functions are read and written, which is what the rooms above know. No value is read or written
    /// before.
    /// </summary>
    public void Complete(IEnumerable<JsonConverter> ofLiveValues)
    {
        foreach (JsonConverter converter in ofLiveValues)
        {
            _options.Converters.Add(converter);
        }

        _options.MakeReadOnly();
        _writeOptions = new JsonSerializerOptions(_options) { MaxDepth = MaxDepth + DepthAround };
        _writeOptions.MakeReadOnly();
    }

    public JsonTypeInfo<T> Resolve<T>() => (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));

    /// <summary>The same type with our converters: the caller's own context does not know them.</summary>
    public JsonTypeInfo<T> Resolve<T>(JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.OriginatingResolver is null || ReferenceEquals(type.Options, _options))
        {
            return type;
        }

        return (JsonTypeInfo<T>)WithResolver.GetOptions(_options, type.OriginatingResolver).GetTypeInfo(typeof(T));
    }

    public void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case int number when WritesPrimitivesDirectly:
                writer.WriteNumberValue(number);
                break;
            case bool flag when WritesPrimitivesDirectly:
                writer.WriteBooleanValue(flag);
                break;
            case string text when WritesPrimitivesDirectly && text.Length < TextConverter.AttachFrom:
                TextConverter.ThrowIfLoneSurrogate(text);
                writer.WriteStringValue(text);
                break;
            case JsonNode node:
                JsonValues.Write(writer, node, WriteOptions);
                break;
            case Delegate function when !WriteOptions.TryGetTypeInfo(function.GetType(), out _):
                WriteFunction(writer, function);
                break;
            default:
                NoValue.ThrowIf(value);
                JsonSerializer.Serialize(writer, value, WriteOptions.GetTypeInfo(value.GetType()));
                break;
        }
    }

    private static void WriteFunction(Utf8JsonWriter writer, Delegate function) =>
        throw new ValueFaultException($"is a {function.GetType()}, which cannot be called across without reflection; let the other side call a handler (Handle) instead");

    private static IEnumerable<IJsonTypeInfoResolver> Resolvers(IJsonTypeInfoResolver? own)
    {
        if (own is not null)
        {
            yield return own;
        }
        else if (JsonSerializer.IsReflectionEnabledByDefault)
        {
            yield return ReflectingResolver();
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only where the application left reflection on.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only where the application left reflection on.")]
    private static DefaultJsonTypeInfoResolver ReflectingResolver() => new();

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only where the application left reflection on.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only where the application left reflection on.")]
    private static void AddConverters(JsonSerializerOptions options)
    {
        foreach (var converter in NumberConverters.All)
        {
            options.Converters.Add(converter);
        }

        options.Converters.Add(new TextConverter());
        options.Converters.Add(new CharConverter());
        options.Converters.Add(new CharMemoryConverter());
        options.Converters.Add(new CharReadOnlyMemoryConverter());
        options.Converters.Add(new ByteArrayConverter());
        options.Converters.Add(new MemoryConverter());
        options.Converters.Add(new ReadOnlyMemoryConverter());
        options.Converters.Add(new JsonElementConverter());
        options.Converters.Add(new JsonDocumentConverter());
        options.Converters.Add(new JsonNodeConverter<JsonNode>());
        options.Converters.Add(new JsonNodeConverter<JsonObject>());
        options.Converters.Add(new JsonNodeConverter<JsonArray>());
        options.Converters.Add(new JsonNodeConverter<JsonValue>());
        options.Converters.Add(new ObjectConverter());
        options.Converters.Add(new NoValueConverter<Task>());
        options.Converters.Add(new NoValueConverter<CancellationToken>());
        if (JsonSerializer.IsReflectionEnabledByDefault)
        {
            options.Converters.Add(new EnumConverterFactory());
        }
    }
}
