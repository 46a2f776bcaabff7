using System.Reflection;
using NodePipe.Tests.Calls;
using Xunit;

namespace NodePipe.Tests.Binding;

public sealed class BindingTests
{
    private const int SeveralMinutes = 300_000;

    public static TheoryData<Type, string> Classes => new()
    {
        { typeof(NodeProcessOptions), "NodeProcess" },
        { typeof(LineChannelOptions), "LineChannel" },
        { typeof(PipedProcessOptions), "PipedProcess" },
        { typeof(RpcOptions), "Rpc" },
        { typeof(MessageChannelOptions), "MessageChannel" },
    };

    [Fact(Timeout = SeveralMinutes)]
    public async Task A_program_whose_warnings_are_errors_binds_every_option_by_the_source_generator() =>
        await RunAsync(await DotnetCommand.BuildAsync("NodePipe.Bound"));

    [Fact(Timeout = SeveralMinutes)]
    public async Task An_ahead_of_time_compiled_program_binds_every_option() =>
        await RunAsync(await DotnetCommand.PublishAsync("NodePipe.Bound"));

    [Fact]
    public void Reflection_binds_every_option()
    {
        string actual = BoundOptions.Describe(described =>
        {
            described.Write("NodeProcess", BoundOptions.NodeProcess);
            described.Write("LineChannel", BoundOptions.LineChannel);
            described.Write("PipedProcess", BoundOptions.PipedProcess);
            described.Write("Rpc", BoundOptions.Rpc);
            described.Write("MessageChannel", BoundOptions.MessageChannel);
        });
        Assert.StartsWith(actual, BoundOptions.Expected, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Classes))]
    public void Every_property_of_the_options_can_be_set_and_is_one_that_the_file_sets(Type type, string section)
    {
        string[] lines = BoundOptions.Expected.Split('\n');
        foreach ((PropertyInfo property, string name) in Properties(type, section))
        {
            Assert.True(property.SetMethod is { IsPublic: true } setter && !IsInit(setter), $"{name} can be set.");
            object? usual = property.GetValue(Activator.CreateInstance(Holder(type, property)));
            string line = Assert.Single(lines, line => line.StartsWith($"{name} =", StringComparison.Ordinal));
            Assert.NotEqual($"{name} = {usual}".TrimEnd(), line);
        }
    }

    /// <summary>What has the property: the options themselves, or the settings that they hold.</summary>
    private static Type Holder(Type type, PropertyInfo property) => property.DeclaringType!.IsAssignableFrom(type) ? type : property.DeclaringType;

    private static IEnumerable<(PropertyInfo Property, string Name)> Properties(Type type, string path)
    {
        foreach (PropertyInfo property in type.GetProperties().Where(property => !property.PropertyType.IsSubclassOf(typeof(Delegate))))
        {
            if (property.PropertyType == typeof(RpcSettings))
            {
                foreach ((PropertyInfo, string) inner in Properties(typeof(RpcSettings), $"{path}.{property.Name}"))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return (property, $"{path}.{property.Name}");
            }
        }
    }

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    private static async Task RunAsync(string program)
    {
        (int code, string output) = await DotnetCommand.RunAsync(program, BoundOptions.File);
        Assert.Equal(BoundOptions.Expected, output);
        Assert.Equal(0, code);
    }
}
