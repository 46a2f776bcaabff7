using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NodePipe.Tests.Api;

/// <summary>Statements as a user of the library would write them, given to the compiler.</summary>
internal static class Snippet
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The codes of the errors, such as CS0121; empty where it compiles.</summary>
    /// <param name="statements">What stands in an async method that has <c>node</c>, <c>token</c> and <c>names</c>.</param>
    public static string[] Errors(string statements) =>
        [.. Compile(statements).GetDiagnostics().Where(fault => fault.Severity == DiagnosticSeverity.Error).Select(fault => fault.Id).Distinct()];

    private static CSharpCompilation Compile(string statements) => CSharpCompilation.Create(
        "Snippet",
        [CSharpSyntaxTree.ParseText(
            $$"""
            using System;
            using System.Collections.Generic;
            using System.Text.Json.Serialization.Metadata;
            using System.Threading;
            using System.Threading.Tasks;
            using NodePipe;

            static class Snippet
            {
                static async Task Run(
                    NodeProcess node, RpcConnection connection, INodeModule module, CancellationToken token, string[] names,
                    List<string> list, JsonTypeInfo<string> type, CallOptions options, Dictionary<string, object?> named)
                {
                    {{statements}}
                    await Task.Yield();
                }
            }
            """,
            CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp14))],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
}
