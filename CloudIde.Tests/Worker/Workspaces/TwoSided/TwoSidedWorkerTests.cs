using System.Globalization;
using System.Runtime.Versioning;
using CloudIde.Core.Workspaces;
using CloudIde.Tests.Core;
using CloudIde.Tests.Torture;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.TwoSided;

/// <summary>
/// Editor and programs create, change, rename and delete the same files at the same time, while workers are killed, and stopped,
/// in the middle of it. After each round both sides are equal; each version that anyone wrote and nobody deleted is still there
/// under its name or as a conflict copy. A killed worker may take what programs wrote since the last round; nothing else.
/// </summary>
/// <remarks>
/// In full: <c>CLOUDIDE_TWO_SIDED_OPERATIONS=10000 dotnet test CloudIde.Tests --filter FullyQualifiedName~TwoSidedWorkerTests</c>;
/// the same again, as far as time allows: <c>CLOUDIDE_TEST_SEED</c>.
/// </remarks>
[UnsupportedOSPlatform("windows")]
public sealed class TwoSidedWorkerTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int OperationsARound = 20;
    private const int OwnFilesARound = 4;
    private const int MostFiles = 80;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly string[] Names =
        ["a.txt", "b.txt", "src/a.cs", "src/deep/ü.txt", "src", "docs/名前.md", "docs/b", "x/y/z", "x/y", "lib/a.cs", "lib/🙂 {1}.txt"];

    private static readonly string[] Folders = ["src", "src/deep", "docs", "x", "lib", "moved/there"];

    private static readonly (string, string)[] Settings =
    [
        ("ACTIVATION_VISIBILITY_SECONDS", "5"), ("WORKSPACE_SNAPSHOT_SECONDS", "2"), ("WORKSPACE_IDLE_SECONDS", "7200"), ("WORKSPACE_ISOLATION", "off"),
    ];

    private readonly VersionLedger _versions = new();
    private readonly OwnFiles _own = new();
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private WorkerWorld _world = null!;
    private WorkerProgram _worker = null!;
    private string _root = "";
    private string _trash = "";
    private int _workers;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Folders are watched on Linux only.");
        _world = await WorkerWorld.StartAsync();
        _trash = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_world.Data)!, "trash")).FullName;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Workers_KilledAndStoppedWhileBothSidesWrite_LoseNothingAndEndEqual()
    {
        var seed = Setting("CLOUDIDE_TEST_SEED") ?? Random.Shared.Next();
        var operations = Setting("CLOUDIDE_TWO_SIDED_OPERATIONS") ?? 240;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}, {operations} operations."));
        var random = new Random(seed);
        using var editor = new EditorSide(_world, _versions);
        await _world.ActivateAsync();
        await StartWorkerAsync();
        await File.WriteAllTextAsync(Path.Combine(_root, ".gitignore"), "*.log\n", TestContext.Current.CancellationToken);
        var (kills, stops, untilEnd) = (0, 0, 3);
        for (var done = 0; done < operations; done += OperationsARound)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, operation {done}");
            var editing = EditAsync(editor, new Random(random.Next()));
            await RunProgramsAsync(new Random(random.Next()));
            if (--untilEnd == 0)
            {
                var isKilled = (kills + stops) % 2 == 0 || random.Next(2) == 0;
                (kills, stops) = isKilled ? (kills + 1, stops) : (kills, stops + 1);
                untilEnd = random.Next(3, 9);
                await ReplaceWorkerAsync(isKilled, random, where);
            }

            await editing;
            await SettleAsync(where);
            Tidy();
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills} kills, {stops} stops."));
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static async Task EditAsync(EditorSide editor, Random random)
    {
        for (var i = 0; i < OperationsARound / 2; i++)
        {
            await editor.DoAsync(random, Names, Folders);
            await Task.Delay(random.Next(20));
        }
    }

    private async Task RunProgramsAsync(Random random)
    {
        var shell = new ShellSide(_root, _trash, _versions);
        for (var i = 0; i < OperationsARound / 2; i++)
        {
            shell.Do(random, Names, Folders);
            if (i < OwnFilesARound)
            {
                _own.Do(random, _root);
            }

            await Task.Delay(random.Next(20));
        }
    }

    /// <summary>The worker ends, and another one takes the workspace.</summary>
    private async Task ReplaceWorkerAsync(bool isKilled, Random random, string where)
    {
        DateTime? killedAt = null;
        await Task.Delay(random.Next(100));
        if (isKilled)
        {
            _worker.Kill();
            killedAt = DateTime.UtcNow;
            _versions.Killed();
        }
        else
        {
            await _worker.TerminateAsync();
        }

        await StartWorkerAsync();
        _own.CheckRestored(_root, killedAt, where + (isKilled ? ", killed" : ", stopped"));
    }

    private async Task StartWorkerAsync()
    {
        _worker = _world.StartProgram(string.Create(CultureInfo.InvariantCulture, $"w{++_workers}"), Settings);
        string? fresh = null;
        await Eventually.TrueAsync(
            async () =>
            {
                fresh ??= Directory.Exists(_world.Data) ? Directory.GetDirectories(_world.Data).FirstOrDefault(folder => !_folders.Contains(folder)) : null;
                return fresh is not null && (await _world.Workspaces.GetStatusAsync(_world.Project)) is { State: WorkspaceState.Active, WorkerId: var id } && id == _worker.Id;
            },
            $"{_worker.Id} has the workspace",
            Patience);
        _folders.Add(fresh!);
        _root = Path.Combine(fresh!, "home", "project");
    }

    private async Task SettleAsync(string where)
    {
        string? difference = null;
        try
        {
            await Eventually.TrueAsync(async () => (difference = await DifferenceAsync()) is null, "both sides are equal", Patience);
        }
        catch (Exception)
        {
            Assert.Fail($"{where}: both sides do not become equal: {difference}\n{_worker.LastWords()}");
        }

        _versions.Settled();
        _own.Settled();
    }

    /// <summary>How the sides differ, or null; then nothing wanted is missing either.</summary>
    private async Task<string?> DifferenceAsync()
    {
        var keys = (await _world.KeysAsync()).ToHashSet(StringComparer.Ordinal);
        var remote = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in keys.Where(key => !key.EndsWith('/')))
        {
            remote[key] = await _world.ReadAsync(key) ?? "";
        }

        var local = ReadLocal();
        var missing = _versions.Missing(local.Values.Concat(remote.Values).Select(VersionLedger.VersionOf).ToHashSet(StringComparer.Ordinal));
        if (missing.Count > 0)
        {
            return $"lost {string.Join(", ", missing)}";
        }

        // A file and a folder of one name cannot both be on disk; S3 can have both, and nothing of either is lost.
        var blocked = remote.Keys.Where(key => Directory.Exists(Path.Combine(_root, key)) || local.Keys.Any(path => key.StartsWith(path + "/", StringComparison.Ordinal)));
        var different = remote.ExceptBy(blocked, entry => entry.Key).Except(local).Concat(local.Except(remote)).Select(entry => $"{entry.Key}: {VersionLedger.VersionOf(entry.Value)}").ToList();
        return different.Count > 0
            ? $"{string.Join(", ", different)}; S3 has {string.Join(", ", remote.Keys)}; the disk {string.Join(", ", local.Keys)}"
            : await _own.DifferenceAsync(_world, _root, keys);
    }

    // What is an object of its own.
    private Dictionary<string, string> ReadLocal()
    {
        var local = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var full in Directory.GetFiles(_root, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(_root, full);
            if (!path.StartsWith("node_modules/", StringComparison.Ordinal) && !path.EndsWith(".log", StringComparison.Ordinal) && new FileInfo(full).LinkTarget is null)
            {
                try
                {
                    local[path] = File.ReadAllText(full);
                }
                catch (IOException)
                {
                    // Replaced meanwhile by the other side; looked at again.
                    local[path] = "";
                }
            }
        }

        return local;
    }

    /// <summary>Somebody removes the conflict copies, before they are all there is.</summary>
    private void Tidy()
    {
        var copies = Directory.GetFiles(_root, "*(conflict*", SearchOption.AllDirectories);
        var shell = new ShellSide(_root, _trash, _versions);
        foreach (var copy in copies.Length > MostFiles ? copies : [])
        {
            shell.Remove(Path.GetRelativePath(_root, copy));
        }
    }
}
