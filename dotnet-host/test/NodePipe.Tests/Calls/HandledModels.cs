using System.Text.Json.Serialization;

namespace NodePipe.Tests.Calls;

/// <summary>What handlers of the tests take and give.</summary>
internal static class HandledModels
{
    public sealed record Interval(int From, int To);

    [JsonDerivedType(typeof(Circle), "circle")]
    public abstract record Shape;

    public sealed record Circle(int Radius) : Shape;

    public record Plain;

    public sealed record Derived(int More) : Plain;
}
