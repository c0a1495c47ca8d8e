using System.Collections.Concurrent;
using System.Diagnostics;
using CloudIde.Core.Files;
using CloudIde.Core.Redis;
using CloudIde.Tests.Core;
using CloudIde.Tests.Torture;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>A workspace on a worker of its own, with a terminal and an editor that listens.</summary>
internal sealed class OddWorkspace : IAsyncDisposable
{
    private static readonly (string, string)[] Quick =
        [("ACTIVATION_VISIBILITY_SECONDS", "5"), ("WORKSPACE_SNAPSHOT_SECONDS", "1"), ("WORKER_STOP_SECONDS", "60")];

    private readonly ConcurrentQueue<FileChange> _told = new();
    private (string, string)[] _settings;
    private IAsyncDisposable? _editor;
    private string? _disk;
    private int _workers;

    private OddWorkspace(WorkerWorld world, (string, string)[] settings)
    {
        World = world;
        _settings = [.. Quick, .. settings];
    }

    public WorkerWorld World { get; }

    public WorkerProgram Worker { get; private set; } = null!;

    public LoggedTerminal Terminal { get; private set; } = null!;

    /// <summary>What the editor was told, in order.</summary>
    public IReadOnlyCollection<FileChange> Told => _told;

    /// <summary>Where the present worker keeps its data.</summary>
    public string Data => $"{World.Data}-{_workers}";

    public static Task<OddWorkspace> StartAsync(params (string, string)[] settings) => StartAsync(null, null, settings);

    public static async Task<OddWorkspace> StartAsync(TimeSpan? patience, Func<OddWorkspace, Task>? before, params (string, string)[] settings)
    {
        var odd = new OddWorkspace(await WorkerWorld.StartAsync(), settings);
        odd._editor = await new FileChangeChannel(odd.World.Redis).SubscribeAsync(odd.World.Project, changes =>
        {
            foreach (var change in changes.Items)
            {
                odd._told.Enqueue(change);
            }
        });
        try
        {
            if (before is not null)
            {
                await before(odd);
            }
        }
        catch
        {
            await odd.DisposeAsync();
            throw;
        }

        odd.StartWorker();
        await odd.World.ActivateAsync();
        odd.Terminal = await LoggedTerminal.OpenAsync(odd.World, odd.World.Project, patience);
        return odd;
    }

    /// <summary>Gives all workers from now on a setting.</summary>
    public void Use((string, string) setting) => _settings = [.. _settings, setting];

    /// <summary>Puts the next worker's data on a small disk in memory, or skips the test where that is not permitted.</summary>
    public void UseSmallDisk(int megabytes)
    {
        _disk = NextData;
        Directory.CreateDirectory(_disk);
        Assert.SkipUnless(Mount("-t", "tmpfs", "-o", $"size={megabytes}m,mode=755", "tmpfs", _disk), "A small disk needs the right to mount one.");
    }

    /// <summary>The small disk has another size from now on.</summary>
    public void ResizeDisk(int megabytes) => Assert.True(Mount("-o", $"remount,size={megabytes}m", _disk!));

    /// <summary>Waits until terminal and editor were told a sentence that begins so.</summary>
    public async Task ExpectNoticeAsync(string path, string message)
    {
        await Terminal.ExpectAsync($"[CloudIDE: {message}");
        await Eventually.TrueAsync(
            () => _told.Any(change => change.Kind == FileChangeKind.Notice && change.Path == path && change.Message!.StartsWith(message, StringComparison.Ordinal)),
            $"the editor is told \"{message}\" about \"{path}\"; it was told: {string.Join('\n', _told.Where(change => change.Message is not null))}");
    }

    /// <summary>Waits until S3 has a file.</summary>
    public Task ExpectObjectAsync(string path, string content) =>
        Eventually.TrueAsync(async () => await World.ReadAsync(path) == content, $"S3 has {path}");

    /// <summary>Kills the worker and gives the workspace to one that has nothing on its disk.</summary>
    public async Task KillAndGoElsewhereAsync(params (string, string)[] settings)
    {
        Worker.Kill();

        // That a lease runs out and its message returns is what other tests wait for.
        await World.Redis.GetDatabase().KeyDeleteAsync(RedisKeys.Lease(World.Project));
        await World.ActivateAsync();
        await GoElsewhereAsync(settings);
    }

    /// <summary>Ends the worker in good order, and gives the workspace to one that has nothing on its disk.</summary>
    public async Task StopAndGoElsewhereAsync(params (string, string)[] settings)
    {
        await Worker.TerminateAsync();
        await GoElsewhereAsync(settings);
    }

    /// <summary>Starts another worker, with a disk of its own.</summary>
    public void StartWorker(params (string, string)[] settings)
    {
        _workers++;
        Worker = World.StartProgram($"w{_workers}", [.. _settings, ("WORKER_DATA", Data), .. settings]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_workers > 0)
        {
            Worker.Kill();
        }

        // rm goes down by relative steps, and so reaches what has no full path any longer.
        foreach (var data in Directory.GetDirectories(Path.GetDirectoryName(World.Data)!, Path.GetFileName(World.Data) + "*"))
        {
            using var removal = Process.Start("/bin/sh", ["-c", "rm -rf \"$1\"/*", "sh", data]);
            await removal.WaitForExitAsync(CancellationToken.None);
        }

        if (_disk is not null)
        {
            using var unmount = Process.Start("umount", ["--lazy", _disk]);
            await unmount.WaitForExitAsync(CancellationToken.None);
        }

        if (_editor is not null)
        {
            await _editor.DisposeAsync();
        }

        await World.DisposeAsync();
    }

    private string NextData => $"{World.Data}-{_workers + 1}";

    private static bool Mount(params string[] arguments)
    {
        using var mount = Process.Start(new ProcessStartInfo("mount", arguments) { RedirectStandardError = true })!;
        mount.WaitForExit();
        return mount.ExitCode == 0;
    }

    private async Task GoElsewhereAsync((string, string)[] settings)
    {
        StartWorker(settings);
        await Terminal.ExpectTimesAsync(LoggedTerminal.RestartWords, _workers - 1);
    }
}
