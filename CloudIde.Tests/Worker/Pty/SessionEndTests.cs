using System.Globalization;
using CloudIde.Worker.Pty;
using CloudIde.Worker.Pty.Processes;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

/// <summary>Closing a terminal leaves nothing of it behind.</summary>
public sealed class SessionEndTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    // Writes its process id into the file that is argument 1, so that the test knows it independently of any scan.
    private const string Stubborn = "trap '' HUP TERM; echo $$ > $0.new; mv $0.new $0; while :; do sleep 1000; done";

    [UnixFact]
    public async Task Close_IdleShell_EndsWithinTheGraceByItself()
    {
        await using var shell = await Shell.StartAsync();

        Assert.Equal(0, await shell.Terminal.CloseAsync(TimeSpan.FromSeconds(20)));

        // Hung up, not killed.
        Assert.Equal(129, await shell.ExitAsync());
        Assert.Null(ProcessTable.Find(shell.Terminal.ProcessId));
    }

    [UnixFact]
    public async Task Close_ProgramIgnoresHangUpAndTerminate_IsKilled()
    {
        await using var shell = Shell.Run("sh", ["-c", "trap '' HUP TERM; echo armed; while :; do sleep 1000; done"]);
        await shell.ExpectAsync("armed");

        Assert.Equal(0, await shell.Terminal.CloseAsync(TimeSpan.FromMilliseconds(200)));

        Assert.Equal(137, await shell.ExitAsync());
    }

    [UnixFact]
    public async Task Close_StoppedJob_EndsToo()
    {
        await using var shell = await Shell.StartAsync();
        await shell.TypeAsync("cat\none\n");
        await shell.ExpectAsync("one\r\none\r\n");
        await shell.TypeAsync("\u001a");
        await shell.ExpectAsync("Stopped");
        await shell.ExpectAsync(Shell.Prompt);
        var job = await IdOfAsync(shell, "jobs -p");

        Assert.Equal(0, await shell.Terminal.CloseAsync(Grace));

        AssertGone(job);
    }

    [UnixFact]
    public async Task Close_BackgroundJobThatIgnoresHangUp_IsEnded()
    {
        await using var shell = await Shell.StartAsync();
        await shell.CommandAsync("nohup sleep 1000 > /dev/null 2>&1 < /dev/null & disown");
        var job = await IdOfAsync(shell, "echo $!");

        Assert.Equal(0, await shell.Terminal.CloseAsync(Grace));

        AssertGone(job);
    }

    [UnixFact]
    public async Task Close_DaemonThatForkedTwiceIntoItsOwnSession_IsKilled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs setsid and /proc.");
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await using var shell = await Shell.StartAsync();
            await shell.CommandAsync($"(setsid sh -c \"{Stubborn.Replace("$", "\\$", StringComparison.Ordinal)}\" {file} > /dev/null 2>&1 < /dev/null &)");
            await shell.CommandAsync($"until [ -e {file} ]; do sleep 0.01; done");
            var daemon = int.Parse(await File.ReadAllTextAsync(file, Shell.Cancel), CultureInfo.InvariantCulture);
            var found = Assert.NotNull(ProcessTable.Find(daemon));
            Assert.NotEqual(shell.Terminal.ProcessId, found.SessionId);
            Assert.NotEqual(shell.Terminal.ProcessId, found.ParentId);

            Assert.Equal(0, await shell.Terminal.CloseAsync(TimeSpan.FromMilliseconds(200)));

            AssertGone(daemon);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [UnixFact]
    public async Task Close_ShellAlreadyExited_EndsWhatItLeft()
    {
        await using var shell = await Shell.StartAsync();
        await shell.CommandAsync("nohup sleep 1000 > /dev/null 2>&1 < /dev/null & disown");
        var job = await IdOfAsync(shell, "echo $!");
        await shell.TypeAsync("exit\n");
        await shell.ExitAsync();
        Assert.NotNull(ProcessTable.Find(job));

        Assert.Equal(0, await shell.Terminal.CloseAsync(Grace));

        AssertGone(job);
    }

    [UnixFact]
    public async Task Close_ProgramThatKeepsForking_IsEnded()
    {
        await using var shell = Shell.Run(
            "sh", ["-c", "trap '' HUP TERM; fork() { trap '' HUP TERM; sleep 0.01; (fork) & }; fork; fork; fork; fork; echo armed; wait; sleep 1000"]);
        await shell.ExpectAsync("armed");

        Assert.Equal(0, await shell.Terminal.CloseAsync(TimeSpan.Zero));
    }

    [UnixFact]
    public async Task Close_OtherTerminals_GoOn()
    {
        await using var other = await Shell.StartAsync();
        await using (await Shell.StartAsync())
        {
        }

        Assert.Equal("fine\n", await other.CommandAsync("echo fine"));
    }

    [UnixFact]
    public async Task Close_Twice_GivesTheSameResult()
    {
        await using var shell = await Shell.StartAsync();

        var both = await Task.WhenAll(shell.Terminal.CloseAsync(TimeSpan.Zero), shell.Terminal.CloseAsync(Grace));

        Assert.Equal([0, 0], both);
    }

    [UnixFact]
    public async Task SignalSession_StopAndContinue_ReachesEveryProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        await using var shell = await Shell.StartAsync();
        await shell.CommandAsync("sleep 1000 &");
        var job = await IdOfAsync(shell, "echo $!");

        await shell.Terminal.SignalSessionAsync(TerminalSignal.Stop);
        await StateAsync(job, 'T');
        await StateAsync(shell.Terminal.ProcessId, 'T');
        await shell.Terminal.SignalSessionAsync(TerminalSignal.Continue);

        await StateAsync(job, 'S');
        Assert.Equal("on\n", await shell.CommandAsync("echo on"));
    }

    private static async Task<int> IdOfAsync(Shell shell, string command) =>
        int.Parse((await shell.CommandAsync(command)).Trim(), CultureInfo.InvariantCulture);

    private static void AssertGone(int id) =>
        Assert.False(ProcessTable.Find(id) is { IsZombie: false }, $"Process {id} is still there.");

    private static async Task StateAsync(int id, char state)
    {
        while (!(await File.ReadAllTextAsync($"/proc/{id}/stat", Shell.Cancel)).Contains($") {state} ", StringComparison.Ordinal))
        {
            await Task.Delay(5, Shell.Cancel);
        }
    }
}
