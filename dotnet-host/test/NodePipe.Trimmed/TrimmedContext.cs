using System.Text.Json.Serialization;

namespace NodePipe.Trimmed;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Person))]
internal sealed partial class TrimmedContext : JsonSerializerContext;
