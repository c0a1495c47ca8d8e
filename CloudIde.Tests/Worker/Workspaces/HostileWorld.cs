using CloudIde.Tests.Core;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>One worker with tight limits and two workspaces: one of a hostile user, and one that must not notice.</summary>
public sealed class HostileWorld : IAsyncLifetime
{
    internal const int MaxProcesses = 80;

    internal const string Secret = "the-victims-secret";

    private LoggedTerminal? _victim;

    internal WorkerWorld World { get; private set; } = null!;

    internal static string? Unsupported => IsolationSupport.Current is { WithoutOwnUser: null, LimitTool: not null }
        ? null
        : "Needs Linux, root, setpriv and prlimit.";

    internal string Hostile { get; } = "hostile" + Guid.NewGuid().ToString("N");

    internal string Victim { get; } = "victim" + Guid.NewGuid().ToString("N");

    internal LoggedTerminal VictimTerminal => _victim!;

    public async ValueTask InitializeAsync()
    {
        if (Unsupported is not null)
        {
            return;
        }

        World = await WorkerWorld.StartAsync();
        await World.StartWorkerAsync(
            ("WORKSPACE_ISOLATION", "required"),
            ("WORKSPACE_MAX_PROCESSES", $"{MaxProcesses}"),
            ("WORKSPACE_MAX_MEMORY_MEGABYTES", "256"),
            ("WORKSPACE_MAX_FILE_MEGABYTES", "64"),
            ("WORKSPACE_MAX_DISK_MEGABYTES", "128"),
            ("WORKSPACE_SYNC_SECONDS", "0.2"),
            ("WORKSPACE_IDLE_SECONDS", "600"));
        await World.ActivateAsync(Hostile);
        await World.ActivateAsync(Victim);
        _victim = await LoggedTerminal.OpenAsync(World, Victim);
        await _victim.RunAsync($"echo {Secret} > secret.txt; mkdir folder; chmod -R 777 .");
    }

    public async ValueTask DisposeAsync()
    {
        if (World is not null)
        {
            await World.DisposeAsync();
        }
    }

    /// <summary>The folder on this worker that holds a workspace.</summary>
    internal string FolderOf(string project) => Directory.GetDirectories(World.Data, project + ".*").Single();

    /// <summary>The user that a workspace's processes run as.</summary>
    internal ShellCredentials UserOf(string project)
    {
        var status = FileStatus.Of(Path.Combine(FolderOf(project), "home"))!.Value;
        return new ShellCredentials(status.User, status.Group);
    }

    internal int ProcessesOf(string project)
    {
        var user = UserOf(project).UserId;
        return UserProcesses.Find(id => id == user).Count;
    }

    internal async Task CloseAsync(LoggedTerminal terminal)
    {
        Assert.True(await World.Terminals.RequestCloseAsync(terminal.Key));
        await Eventually.TrueAsync(async () => await World.Terminals.GetAsync(terminal.Key) is null, "the terminal closes");
    }

    /// <summary>The other workspace's terminal answers as ever.</summary>
    internal async Task AssertVictimUnharmedAsync() =>
        Assert.Contains("\r\n" + Secret, await VictimTerminal.RunAsync("cat secret.txt"), StringComparison.Ordinal);
}
