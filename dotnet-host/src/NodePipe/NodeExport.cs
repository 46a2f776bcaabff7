namespace NodePipe;

/// <summary>A function that a module offers.</summary>
/// <param name="Name">The name by which it is called; <c>default</c> where the module is one function.</param>
/// <param name="Arity">How many parameters it declares, up to the first with a default; 0 where a getter gives it.</param>
public sealed record NodeExport(string Name, int Arity);
