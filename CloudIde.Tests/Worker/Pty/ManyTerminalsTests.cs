using CloudIde.Worker.Pty;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

/// <summary>What terminals share must not let one stop the others.</summary>
public sealed class ManyTerminalsTests
{
    [UnixFact]
    public async Task Readers_MoreThanThePollersBlockInTheirCode_OthersGoOn()
    {
        using var release = new ManualResetEventSlim();
        List<Shell> stuck = [];
        List<Task> blocked = [];
        try
        {
            for (var i = 0; i < 8; i++)
            {
                var shell = await Shell.StartAsync();
                stuck.Add(shell);
                blocked.Add(BlockAfterReadAsync(shell.Terminal, release));
                await shell.TypeAsync("x");
            }

            await using var other = await Shell.StartAsync();
            Assert.Equal("fine\n", await other.CommandAsync("echo fine"));
        }
        finally
        {
            release.Set();
            await Task.WhenAll(blocked);
            foreach (var shell in stuck)
            {
                await shell.DisposeAsync();
            }
        }
    }

    [UnixFact]
    public async Task Reader_NobodyReads_ProgramIsHeldBackAndNothingIsLost()
    {
        await using var shell = Shell.Run("sh", ["-c", "stty raw -echo; head -c 1000000 /dev/zero | tr '\\0' x; echo end"]);
        await using (var other = await Shell.StartAsync())
        {
            await other.CommandAsync("sleep 0.2");
        }

        // A million bytes fit in no kernel buffer of a terminal.
        Assert.False(shell.Terminal.Exited.IsCompleted);
        Assert.Equal(new string('x', 1_000_000) + "end\n", await shell.ReadToEndAsync());
    }

    private static async Task BlockAfterReadAsync(PseudoTerminal terminal, ManualResetEventSlim release)
    {
        await terminal.ReadAsync(new byte[100], Shell.Cancel);
        release.Wait(Shell.Cancel);
    }
}
