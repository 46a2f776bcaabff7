using NodePipe.Console;

return await CommandLine.RunAsync(args);
