using NodePipe.Tests.Rpc;
using Xunit;

namespace NodePipe.Tests.Processes;

public sealed class NamesInChildTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_number_at_which_no_pipe_was_asked_for_is_an_argument_error()
    {
        await using PipedProcess process = PipedProcess.Start(new PipedProcessOptions
        {
            FileName = "true",
            Pipes = [InheritedPipe.ReadByChild(3), InheritedPipe.WrittenByChild(4)],
        });
        const string Sentence = "The process has no pipe at 9; it has 3, 4. (Parameter 'descriptor')";
        Assert.Equal(Sentence, Assert.Throws<ArgumentException>(() => process.GetPipe(9)).Message);
        Assert.Equal(Sentence, Assert.Throws<ArgumentException>(() => process.NameInChild(9)).Message);
    }
}
