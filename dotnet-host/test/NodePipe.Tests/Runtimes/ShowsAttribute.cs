using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace NodePipe.Tests.Runtimes;

/// <summary>Runs a theory that shows a behaviour with each runtime and launcher; where the runtime cannot, for the one reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShowsAttribute(string behaviour) : DataAttribute
{
    /// <summary>The name in the table.</summary>
    public string Behaviour => behaviour;

    /// <summary>Whether it shows that the runtime cannot do it, for the runtimes that the table says so of.</summary>
    public bool AsRefused { get; init; }

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. from runtime in RuntimeTable.Current.Runtimes
                where IsRefused(runtime) == AsRefused
                from launcher in (LauncherKind[])[LauncherKind.Default, LauncherKind.Portable]
                select new TheoryDataRow(runtime.Name, launcher) { Skip = runtime.Absence }]);

    public override bool SupportsDiscoveryEnumeration() => true;

    private bool IsRefused(RuntimeTable.Runtime runtime) =>
        RuntimeTable.Current.Cannot.TryGetValue(behaviour, out IReadOnlyDictionary<string, string>? reasons)
        && reasons.ContainsKey(runtime.Name);
}
