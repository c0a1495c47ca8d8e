using CloudIde.Worker.Pty.Processes;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

public sealed class ContainerInitTests
{
    [UnixFact]
    public void IsNeeded_NotProcessOne_IsFalse()
    {
        Assert.False(ContainerInit.IsNeeded);
    }

    [UnixFact]
    public void Run_ProgramEnds_GivesItsCode()
    {
        Assert.Equal(4, ContainerInit.Run("/bin/sh", ["-c", "exit \"$0\"", "4"]));
    }
}
