using Microsoft.Extensions.Logging;

namespace NodePipe;

/// <summary>What options take from the program around them; it is set like any property, and no file of configuration can hold it.</summary>
public static class NodePipeOptionsExtensions
{
    extension(INodePipeOptions options)
    {
        /// <summary>The clock of every time-out. Default: the system's.</summary>
        public TimeProvider TimeProvider
        {
            get => options.GetServices().TimeProvider;
            set => options.GetServices().TimeProvider = value;
        }

        /// <summary>
        /// Makes the logs, by the categories <c>NodePipe.Child</c> (what a process writes to its standard output and error),
        /// <c>NodePipe.PipedProcess</c> (how it starts and ends) and <c>NodePipe.RpcConnection</c>. Event ids stay what they are.
        /// A <see cref="MessageChannel"/> logs nothing. Default: none.
        /// </summary>
        public ILoggerFactory LoggerFactory
        {
            get => options.GetServices().LoggerFactory;
            set => options.GetServices().LoggerFactory = value;
        }
    }
}
