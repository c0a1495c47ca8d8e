using System.Diagnostics;
using CloudIde.Core.Terminals;
using CloudIde.Core.Workspaces;
using CloudIde.Tests.Core;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>How workspaces end, and what may not be lost when they do.</summary>
public sealed class WorkspaceEndTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_OfTheWorker_SavesAndHandsTheWorkspaceOverByAFreshMessage()
    {
        await using var world = await WorkerWorld.StartAsync();
        var worker = await world.StartWorkerAsync(("WORKSPACE_SYNC_SECONDS", "600"));
        await world.OpenTerminalAsync("echo saved > a.txt; touch ready\n");
        var sent = await world.ActivateAsync();
        await Eventually.TrueAsync(() => Directory.Exists(world.Data) && Directory.GetFiles(world.Data, "ready", SearchOption.AllDirectories).Length > 0);
        await worker.StopAsync(Cancellation);

        Assert.Equal("saved\n", await world.ReadAsync("a.txt"));
        var received = Assert.Single(await world.Queue.ReceiveAsync(10, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), Cancellation));
        Assert.Equal((world.Project, 1), (received.Message!.ProjectId, received.ReceiveCount));
        Assert.NotEqual(sent.ActivationId, received.Message.ActivationId);
        Assert.Equal(0, (await world.Queue.GetDepthAsync(Cancellation)).Visible);
        Assert.Empty(Directory.GetFileSystemEntries(world.Data));
    }

    [Fact]
    public async Task Stop_WhileAViewerShowsNothing_SavesAllTheSame()
    {
        await using var world = await WorkerWorld.StartAsync();
        var worker = await world.StartWorkerAsync(("WORKSPACE_SYNC_SECONDS", "600"));
        var terminal = await world.OpenTerminalAsync("echo saved > a.txt; yes a long line that nobody looks at\n");
        var viewers = new TerminalViewers(world.Redis, TimeProvider.System);
        await viewers.AttachAsync(terminal, new TerminalViewer("stalled", "connection", CanWrite: true, Size: null, ExpiresAt: default));
        await world.ActivateAsync();

        // Output has run as far ahead of the viewer as it may, and stands.
        await Eventually.TrueAsync(async () => await world.Terminals.GetAsync(terminal) is { Head: > 512 * 1024 });
        var started = Stopwatch.GetTimestamp();
        await worker.StopAsync(Cancellation);
        Assert.Equal("saved\n", await world.ReadAsync("a.txt"));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(14), "the stop ran into its limit");
    }

    [Fact]
    public async Task Stop_WhileRedisIsAway_SavesTheFiles()
    {
        await using var world = await WorkerWorld.StartAsync();
        var worker = await world.StartWorkerAsync(("WORKSPACE_SYNC_SECONDS", "1"), ("WORKER_STOP_SECONDS", "4"));
        await world.OpenTerminalAsync("touch ready\n");
        await world.ActivateAsync();
        await Eventually.TrueAsync(async () => await world.ReadAsync("ready") is not null);

        var project = Path.GetDirectoryName(Directory.GetFiles(world.Data, "ready", SearchOption.AllDirectories).Single())!;
        await world.CutRedisOffAsync();
        await File.WriteAllTextAsync(Path.Combine(project, "late.txt"), "late", Cancellation);

        // It cannot end in good order, since nobody knows of its end; but what was written is safe.
        await worker.StopAsync(Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Equal("late", await world.ReadAsync("late.txt"));
    }

    [Fact]
    public async Task Idle_WorkspaceWithoutViewers_IsSavedAndItsMessageDeleted()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.StartWorkerAsync(("WORKSPACE_IDLE_SECONDS", "1"));
        await world.OpenTerminalAsync("echo saved > a.txt\n");
        await world.ActivateAsync();
        await Eventually.TrueAsync(async () => await world.ReadAsync("a.txt") == "saved\n");
        await world.WaitForStateAsync(WorkspaceState.Inactive);
        await Eventually.TrueAsync(async () => await world.Queue.GetDepthAsync(Cancellation) is { Visible: 0, InFlight: 0 });
    }

    [Fact]
    public async Task Activation_OfAWorkspaceThatIsActive_IsDeleted()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.StartWorkerAsync();
        await world.ActivateAsync();
        await world.WaitForStateAsync(WorkspaceState.Active);
        await world.ActivateAsync();
        await Eventually.TrueAsync(async () => await world.Queue.GetDepthAsync(Cancellation) is { Visible: 0, InFlight: 1 });
        Assert.Equal(WorkspaceState.Active, (await world.Workspaces.GetStatusAsync(world.Project)).State);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"version":1,"activationId":"a","requestedAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"version":1,"activationId":"a","projectId":"../x","requestedAt":"2026-01-01T00:00:00Z"}""")]
    public async Task Activation_ThatMakesNoSense_TakesNothingAndEndsNobody(string body)
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.StartWorkerAsync();
        var url = (await world.Sqs.GetQueueUrlAsync("cloudide-terminal-queue", Cancellation)).QueueUrl;
        await world.Sqs.SendMessageAsync(url, body, Cancellation);
        await world.ActivateAsync();
        await world.WaitForStateAsync(WorkspaceState.Active);
        Assert.Single(Directory.GetDirectories(world.Data));
    }

    [Fact]
    public async Task Lease_TakenByAnother_EndsTheWorkspaceWithoutAWrite()
    {
        await using var world = await WorkerWorld.StartAsync();

        // Ordinary files are saved at once; what waits for the next snapshot is what an end would write.
        await world.StartWorkerAsync(("WORKSPACE_SNAPSHOT_SECONDS", "600"));
        await world.OpenTerminalAsync("mkdir node_modules; echo unsaved > node_modules/a.txt; touch ready\n");
        await world.ActivateAsync();
        await Eventually.TrueAsync(() => Directory.Exists(world.Data) && Directory.GetFiles(world.Data, "ready", SearchOption.AllDirectories).Length > 0);
        var other = await world.TakeOverAsync();
        await Eventually.TrueAsync(() => Directory.GetDirectories(world.Data).Length == 0);
        Assert.Empty(await world.SnapshotKeysAsync());
        Assert.True((await world.Workspaces.RenewAsync(other)).IsHeld);
    }

    [Fact]
    public async Task Stop_OfTheWorker_LeavesNothingOfAWorkspacesOwnUser()
    {
        Assert.SkipWhen(IsolationSupport.Current.WithoutOwnUser is not null, "Needs Linux, root and setpriv.");
        await using var world = await WorkerWorld.StartAsync();
        var worker = await world.StartWorkerAsync();
        await world.OpenTerminalAsync("(env -i setsid sleep 1000 &); mkdir /tmp/left-$$; echo > /tmp/left-$$/file; chmod -R a-w .; touch ~/ready\n");
        await world.ActivateAsync();
        await Eventually.TrueAsync(() => Directory.Exists(world.Data) && Directory.GetFiles(world.Data, "ready", SearchOption.AllDirectories).Length > 0);
        var user = FileStatus.Of(Directory.GetFiles(world.Data, "ready", SearchOption.AllDirectories).Single())!.Value;
        Assert.NotEqual(0u, user.User);
        await worker.StopAsync(Cancellation);

        Assert.Empty(UserProcesses.Find(id => id == user.User));
        Assert.Empty(SharedFolders.EntriesOf(new ShellCredentials(user.User, user.Group)));
        Assert.Empty(Directory.GetFileSystemEntries(world.Data));
    }

    [Fact]
    public async Task ClosingTerminal_WithoutAShell_IsRemovedByTheWorkerThatTakesTheWorkspace()
    {
        await using var world = await WorkerWorld.StartAsync();
        var terminal = await world.OpenTerminalAsync("");
        await world.Terminals.RequestCloseAsync(terminal);
        await world.StartWorkerAsync();
        await world.ActivateAsync();
        await Eventually.TrueAsync(async () => await world.Terminals.GetAsync(terminal) is null);
    }
}
