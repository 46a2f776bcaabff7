using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace NodePipe.Tests.Calls;

/// <summary>Runs a theory with the child on each of its transports.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OverEachTransportAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow(ChildTransport.Fs), new TheoryDataRow(ChildTransport.Socket)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
