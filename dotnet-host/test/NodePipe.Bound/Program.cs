using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodePipe;
using NodePipe.Bound;

// Says what options hold that came from the file, a line an option; the argument is the file.
IConfiguration file = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(args[0])).Build();

ServiceCollection services = new();
services.AddLogging();
services.AddOptions<NodeProcessOptions>().Bind(file.GetSection("NodeProcess"))
    .Configure<ILoggerFactory>((options, factory) => options.LoggerFactory = factory);
services.Configure<LineChannelOptions>(file.GetSection("LineChannel"));
services.AddOptions<PipedProcessOptions>().Bind(file.GetSection("PipedProcess"));
services.Configure<RpcOptions>(file.GetSection("Rpc"));
services.AddOptions<MessageChannelOptions>().Bind(file.GetSection("MessageChannel"));
await using ServiceProvider provider = services.BuildServiceProvider();

Described described = new(Console.Out);
NodeProcessOptions process = provider.GetRequiredService<IOptions<NodeProcessOptions>>().Value;
described.Write("NodeProcess", process);
described.Write("LineChannel", provider.GetRequiredService<IOptions<LineChannelOptions>>().Value);
described.Write("PipedProcess", provider.GetRequiredService<IOptions<PipedProcessOptions>>().Value);
described.Write("Rpc", provider.GetRequiredService<IOptions<RpcOptions>>().Value);
described.Write("MessageChannel", provider.GetRequiredService<IOptions<MessageChannelOptions>>().Value);
Console.WriteLine($"the log is the application's: {process.LoggerFactory == provider.GetRequiredService<ILoggerFactory>()}");

// By the other ways to bind, and to options that hold something already.
described.Write("Got", file.GetSection("Small").Get<NodeProcessOptions>()!);
NodeProcessOptions prepared = new()
{
    NodeArguments = ["--prepared"],
    Environment = new Dictionary<string, string?> { ["PREPARED"] = "1" },
    CallTimeout = TimeSpan.FromSeconds(3),
    Rpc = { MaxOpenCalls = 3, SerializerOptions = new() },
};
file.GetSection("Small").Bind(prepared);
described.Write("Prepared", prepared);
Console.WriteLine($"what no file holds is left alone: {prepared.Rpc.SerializerOptions is not null}");
