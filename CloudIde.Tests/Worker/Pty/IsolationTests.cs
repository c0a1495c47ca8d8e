using System.Globalization;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Processes;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

/// <summary>What a hostile user's shell may not do, where the machine lets us prevent it.</summary>
public sealed class IsolationTests
{
    private static uint _lastUser = 61_000 + ((uint)Environment.ProcessId % 1000 * 4);

    [UnixFact]
    public async Task Credentials_OwnUser_HasNothingOfTheWorkers()
    {
        await using var shell = await StartAsync(out var user);

        Assert.Equal($"{user.UserId} {user.GroupId} {user.GroupId}\n", await shell.CommandAsync("echo $(id -u) $(id -g) $(id -G)"));
        Assert.Equal("1 0000000000000000 0000000000000000\n", await shell.CommandAsync(
            "echo $(grep -E 'NoNewPrivs|CapEff|CapBnd' /proc/self/status | sort -r | cut -f 2)"));
        Assert.Contains("denied", await shell.CommandAsync($"cat /proc/{Environment.ProcessId}/environ"), StringComparison.Ordinal);
        Assert.Contains("permitted", await shell.CommandAsync($"kill -0 {Environment.ProcessId}"), StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Credentials_OwnUser_OwnsTheTerminalAndHasJobControl()
    {
        await using var shell = await StartAsync(out var user);

        Assert.Equal($"{user.UserId}\n", await shell.CommandAsync("stat -c %u $(tty)"));
        Assert.Equal("by name\n", await shell.CommandAsync("echo by name > $(tty)"));
        await shell.TypeAsync("sh -c 'echo started; exec sleep 1000'\n");
        await shell.ExpectAsync("\r\nstarted\r\n");
        await shell.TypeAsync("\u0003");
        await shell.ExpectAsync(Shell.Prompt);
    }

    [UnixFact]
    public async Task Credentials_AnotherUsersTerminal_CannotBeOpened()
    {
        await using var victim = await StartAsync(out _);
        await using var shell = await StartAsync(out _);
        var terminal = (await victim.CommandAsync("tty")).Trim();

        Assert.Contains("denied", await shell.CommandAsync($"echo gotcha > {terminal}"), StringComparison.Ordinal);
        Assert.Contains("denied", await shell.CommandAsync($"cat < {terminal}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_Root_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LaunchChain.UserOptions(new ShellCredentials(0, 1000)));
        Assert.Throws<ArgumentOutOfRangeException>(() => LaunchChain.UserOptions(new ShellCredentials(1000, 0)));
    }

    [Theory]
    [InlineData("LD_PRELOAD")]
    [InlineData("LD_LIBRARY_PATH")]
    [InlineData("GCONV_PATH")]
    public void Credentials_VariableThatLoadsCodeIntoRootsTools_IsRefused(string name)
    {
        var launch = Shell.Launch("sh", [], new ShellCredentials(1000, 1000));

        var error = Assert.Throws<ArgumentException>(
            () => LaunchChain.Build(launch, new Dictionary<string, string> { [name] = "/tmp/evil" }));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Limits_Set_AreHardAndInherited()
    {
        SkipWithoutLimits();
        var limits = new ProcessLimits { OpenFiles = 100, FileSizeBytes = 1024 * 1024, MemoryBytes = 512L * 1024 * 1024 };
        await using var shell = await Shell.StartAsync(limits: limits);

        Assert.Equal("100 100 1024 524288 0\n", await shell.CommandAsync(
            "echo $(ulimit -Hn) $(ulimit -Sn) $(ulimit -Hf) $(ulimit -Hd) $(ulimit -Hc)"));
        Assert.Contains("File size limit exceeded", await shell.CommandAsync(
            "sh -c 'exec head -c 2000000 /dev/zero > /tmp/cloudide-limit-$$'; rm -f /tmp/cloudide-limit-*"), StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Limits_MemoryBomb_EndsAloneAndTheShellGoesOn()
    {
        SkipWithoutLimits();
        Assert.SkipWhen(Shell.Find("python3") is null, "python3 is not installed.");
        await using var shell = await Shell.StartAsync(limits: new ProcessLimits { MemoryBytes = 256L * 1024 * 1024 });

        Assert.Contains("MemoryError", await shell.CommandAsync(
            $"{Shell.Find("python3")} -c 'x = bytearray(10**9)'"), StringComparison.Ordinal);
        Assert.Equal("on\n", await shell.CommandAsync("echo on"));
    }

    [UnixFact]
    public async Task Limits_ForkBombOfAnOwnUser_IsBoundedAndEndsWithTheTerminal()
    {
        await using var shell = await StartAsync(out var user, new ProcessLimits { Processes = 60 });
        await using var other = await Shell.StartAsync();

        await shell.TypeAsync("bomb() { bomb | bomb & }; bomb 2> /dev/null\n");
        await EventuallyAsync(() => ProcessesOf(user) > 40);

        Assert.InRange(ProcessesOf(user), 1, 60);
        Assert.Equal("fine\n", await other.CommandAsync("echo fine"));
        Assert.Equal(0, await shell.Terminal.CloseAsync(TimeSpan.Zero));
        Assert.Equal(0, ProcessesOf(user));
    }

    [UnixFact]
    public async Task KillAll_DaemonThatWipedItsEnvironment_IsGone()
    {
        await using var shell = await StartAsync(out var user);
        await shell.CommandAsync("(env -i setsid sleep 1000 > /dev/null 2>&1 < /dev/null &)");
        await EventuallyAsync(() => ProcessesOf(user) == 2);
        await shell.Terminal.CloseAsync(TimeSpan.Zero);

        await UserProcesses.KillAllAsync(user, Shell.Cancel);

        await EventuallyAsync(() => ProcessesOf(user) == 0);
    }

    [UnixFact]
    public async Task Start_WhenMemoryRunsOut_TheShellGoesBeforeTheWorker()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        await using var shell = await Shell.StartAsync();

        Assert.Equal("500\n", await shell.CommandAsync("cat /proc/self/oom_score_adj"));
    }

    private static Task<Shell> StartAsync(out ShellCredentials user, ProcessLimits? limits = null)
    {
        Assert.SkipWhen(IsolationSupport.Current.UserTool is null, "Needs Linux, root and setpriv.");
        Assert.SkipWhen(limits is not null && IsolationSupport.Current.LimitTool is null, "Needs prlimit.");
        var id = Interlocked.Increment(ref _lastUser);
        user = new ShellCredentials(id, id);
        return Shell.StartAsync(credentials: user, limits: limits);
    }

    private static void SkipWithoutLimits() =>
        Assert.SkipWhen(IsolationSupport.Current.LimitTool is null, "Needs prlimit.");

    private static int ProcessesOf(ShellCredentials user) =>
        ProcessTable.All().Count(entry => !entry.IsZombie && UserOf(entry.Id) == user.UserId);

    private static uint? UserOf(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal));
            return uint.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // Gone since the scan.
            return null;
        }
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(10, Shell.Cancel);
        }
    }
}
