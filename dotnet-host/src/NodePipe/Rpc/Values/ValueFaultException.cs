using System.Text.Json;

namespace NodePipe.Rpc.Values;

/// <summary>
/// What is wrong with a value, by the rules of the wire. Its message goes on from the path of the value, as in
/// <c>params[0] is not a stream</c>; those of the serializer are sentences.
/// </summary>
internal class ValueFaultException(string message, Exception? innerException = null) : JsonException(message, innerException);
