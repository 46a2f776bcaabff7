namespace NodePipe;

/// <summary>Options of a process that are set like any property, and that no file of configuration can hold.</summary>
public static class PipedProcessOptionsExtensions
{
    extension(PipedProcessOptions options)
    {
        /// <summary>The arguments; each arrives as it is. Default: none.</summary>
        public IReadOnlyList<ProcessArgument> Arguments
        {
            get => options.ArgumentList;
            set => options.ArgumentList = value;
        }

        /// <summary>The pipes that the process inherits. Default: none.</summary>
        public IReadOnlyList<InheritedPipe> Pipes
        {
            get => options.PipeList;
            set => options.PipeList = value;
        }
    }
}
