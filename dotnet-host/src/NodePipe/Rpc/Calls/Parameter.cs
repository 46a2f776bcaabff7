using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>A parameter of a handler: what it takes of a call.</summary>
internal sealed class Parameter
{
    private readonly Type _type;
    private readonly int _position;
    private readonly bool _hasDefault;
    private readonly object? _default;
    private readonly JsonTypeInfo? _json;

    /// <param name="type">What it takes.</param>
    /// <param name="declared">How it is declared; null where that is not known.</param>
    /// <param name="position">How many arguments come before.</param>
    /// <param name="serializer">By which its argument is read.</param>
    /// <exception cref="ArgumentException">No argument can be read as its type.</exception>
    public Parameter(Type type, ParameterInfo? declared, int position, ValueSerializer serializer)
    {
        _type = type;
        _position = position;
        Name = string.IsNullOrEmpty(declared?.Name) ? null : declared.Name;
        _hasDefault = declared?.HasDefaultValue ?? false;
        _default = _hasDefault ? DefaultOf(declared!, type) : null;
        TakesArgument = type != typeof(CancellationToken) && type != typeof(HandlerContext);
        _json = TakesArgument ? Resolve(serializer) : null;
    }

    /// <summary>Null where it is not known: a program that was trimmed may have lost it.</summary>
    public string? Name { get; }

    /// <summary>Whether it takes an argument, and not what there is besides.</summary>
    public bool TakesArgument { get; }

    /// <summary>Where no name fits a parameter, the first takes them all, as a function in JavaScript gets one object.</summary>
    public bool CanBeWhole => _position == 0 && TakesArgument && !_hasDefault && !_type.IsPrimitive && _type != typeof(string);

    /// <summary>Its value in a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isWhole">Whether no argument has the name of a parameter.</param>
    /// <exception cref="InvalidParametersException">Its argument is missing, or is none of its type.</exception>
    public object? Take(IncomingCall call, bool isWhole)
    {
        if (!TakesArgument)
        {
            return _type == typeof(HandlerContext) ? call.Context : call.CancellationToken;
        }

        if (isWhole && CanBeWhole)
        {
            return call.Arguments.ReadWhole(_json!);
        }

        int index = call.Arguments.IsNamed && Name is string name ? call.Arguments.IndexOf(name) : _position;
        if (index >= 0 && index < call.Arguments.Count)
        {
            return call.Arguments.Read(index, _json!);
        }

        bool isNullable = !_type.IsValueType || Nullable.GetUnderlyingType(_type) is not null;
        return _hasDefault ? _default
            : isNullable ? null
            : throw new InvalidParametersException($"Argument {_position + 1} ('{Name}', {_type}) is missing.");
    }

    /// <summary>Reflection tells that of an enum which may be null as its number.</summary>
    private static object? DefaultOf(ParameterInfo declared, Type type) =>
        declared.DefaultValue is object value && Nullable.GetUnderlyingType(type) is { IsEnum: true } enumeration
            ? Enum.ToObject(enumeration, value)
            : declared.DefaultValue;

    /// <exception cref="ArgumentException">No argument can be read as its type.</exception>
    private JsonTypeInfo Resolve(ValueSerializer serializer)
    {
        string? fault = _type.IsByRef ? "is passed by reference; take a value, and return what changes"
            : _type.IsPointer || _type.IsFunctionPointer ? "is a pointer, which no message can carry"
            : _type.IsByRefLike ? "lives on the stack only; take an array or a Memory<T> instead"
            : null;
        if (fault is not null)
        {
            throw Refuse(fault);
        }

        try
        {
            return serializer.Options.GetTypeInfo(_type);
        }
        catch (Exception error) when (error is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw Refuse($"cannot be read: {error.Message}", error);
        }
    }

    private ArgumentException Refuse(string fault, Exception? error = null) =>
        new($"The parameter '{Name}' of the handler ({_type}) {fault}.", error);
}
