using System.CommandLine;
using NodePipe.Console;

return await CommandLine.Create().Parse(args).InvokeAsync();
