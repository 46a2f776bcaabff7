using System.Text.Json;

namespace NodePipe;

/// <summary>Settings of calls that are set like any property, and that no file of configuration can hold.</summary>
public static class RpcSettingsExtensions
{
    extension(RpcSettings settings)
    {
        /// <summary>
        /// How values become JSON and back. Default: System.Text.Json's web defaults (camelCase). The options are copied;
        /// converters for binary values, streams and functions are added behind the caller's own.
        /// </summary>
        public JsonSerializerOptions? SerializerOptions
        {
            get => settings.Serializer;
            set => settings.Serializer = value;
        }
    }
}
