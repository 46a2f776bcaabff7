using System.Text.Json;
using System.Text.Json.Serialization;

namespace NodePipe.TestHost;

/// <summary>A verb's settings, which the tests give as one JSON argument.</summary>
internal static class Settings
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new ArgumentException("The settings are null.");
}
