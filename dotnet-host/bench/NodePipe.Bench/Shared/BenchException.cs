namespace NodePipe.Bench.Shared;

/// <summary>A measurement that cannot be made, or that got a wrong answer.</summary>
internal sealed class BenchException(string message) : Exception(message);
