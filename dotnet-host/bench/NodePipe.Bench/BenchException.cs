namespace NodePipe.Bench;

/// <summary>A measurement that cannot be made, or that got a wrong answer.</summary>
internal sealed class BenchException(string message) : Exception(message);
