using System.Reflection;
using NodePipe.Rpc.Values;

namespace NodePipe.Rpc.Calls;

/// <summary>
/// The parameters of a handler, by which the arguments of its calls are bound: by position, or by name where they come so.
/// </summary>
internal sealed class Parameters
{
    private readonly Parameter[] _all;
    private readonly int _arguments;

    /// <param name="handler">The function; their names and defaults are those of its method.</param>
    /// <param name="types">What they take. Default: what its method declares.</param>
    /// <param name="serializer">By which arguments are read.</param>
    /// <exception cref="ArgumentException">A parameter can take no argument, or what it returns cannot be sent.</exception>
    public Parameters(Delegate handler, IReadOnlyList<Type>? types, ValueSerializer serializer)
    {
        ParameterInfo[] declared = handler.Method.GetParameters();
        if (types is null)
        {
            // A static method may be closed over its first argument, which may be null.
            int taken = handler.GetType().GetMethod("Invoke")!.GetParameters().Length;
            if (taken > declared.Length)
            {
                throw new ArgumentException("The handler is a method without its object; bind it to one, or give a lambda.", nameof(handler));
            }

            declared = declared[(declared.Length - taken)..];
            types = [.. declared.Select(parameter => parameter.ParameterType)];
        }

        ThrowIfUnsendable(handler);
        _all = new Parameter[types.Count];
        for (int i = 0; i < _all.Length; i++)
        {
            int place = declared.Length - _all.Length + i;
            _all[i] = new Parameter(types[i], place < 0 ? null : declared[place], _arguments, serializer);
            _arguments += _all[i].TakesArgument ? 1 : 0;
        }
    }

    public int Count => _all.Length;

    /// <summary>The value of one of them in a call.</summary>
    /// <exception cref="InvalidParametersException">Its argument is missing, or is none of its type.</exception>
    public object? Take(int index, IncomingCall call) => _all[index].Take(call, call.Arguments.IsNamed && IsWhole(call.Arguments));

    /// <summary>Whether no argument has the name of a parameter. Where names are not known, one parameter takes them all.</summary>
    private bool IsWhole(Arguments arguments) => !Array.Exists(_all, parameter =>
        parameter.TakesArgument && (parameter.Name is string name ? arguments.IndexOf(name) >= 0 : _arguments > 1));

    private static void ThrowIfUnsendable(Delegate handler)
    {
        Type returned = handler.Method.ReturnType;
        if (returned.IsByRef || returned.IsPointer || returned.IsFunctionPointer || returned.IsByRefLike)
        {
            throw new ArgumentException($"What the handler returns ({returned}) cannot be sent; return a value, an array or a task of one.", nameof(handler));
        }
    }
}
