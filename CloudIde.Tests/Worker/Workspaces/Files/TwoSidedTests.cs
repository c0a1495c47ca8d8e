using System.Globalization;
using CloudIde.Worker.Workspaces.Files;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Files;

/// <summary>
/// Editor and shell create, change, rename and delete the same files at random, and now and then another worker takes over.
/// After each round both sides are equal, and each version that was written in the round is still there, under its name or as
/// a conflict copy. More rounds: <c>CLOUDIDE_TWO_SIDED_OPERATIONS=10000 dotnet test CloudIde.Tests --filter
/// FullyQualifiedName~TwoSidedTests</c>; the same again: <c>CLOUDIDE_TEST_SEED</c>.
/// </summary>
public sealed class TwoSidedTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int OperationsARound = 10;

    private static readonly string[] Names = ["a.txt", "b.txt", "src/a.cs", "src/deep/ü.txt", "src", "docs/名前.md", "docs/b", "x/y/z"];

    private readonly SyncedFolder _folder = new() { Limits = new SyncLimits(1 << 20, 10_000) };
    private readonly List<string> _written = [];
    private int _count;

    public ValueTask InitializeAsync() => _folder.InitializeAsync();

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Rounds_OfChangesOnBothSides_LoseNothingAndEndEqual()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Folders are watched on Linux only.");
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CLOUDIDE_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        var operations = int.TryParse(Environment.GetEnvironmentVariable("CLOUDIDE_TWO_SIDED_OPERATIONS"), out var wanted) ? wanted : 300;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}, {operations} operations."));
        var random = new Random(seed);
        await _folder.RestoreAsync();
        await _folder.SyncAsync();
        for (var done = 0; done < operations; done += OperationsARound)
        {
            _written.Clear();
            var changed = await DoRoundAsync(random);
            await SettleAsync(random, changed);
            await CheckAsync(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, operation {done}"));
            if (random.Next(15) == 0)
            {
                // The worker is lost; what was synchronised is what the next one finds.
                _folder.StartOver();
                await _folder.RestoreAsync();
                await _folder.SyncAsync();
            }
        }
    }

    // Each side touches each path at most once a round, so that no version is overwritten by who wrote it.
    private async Task<List<string>> DoRoundAsync(Random random)
    {
        var told = new List<string>();
        var byShell = new HashSet<string>(StringComparer.Ordinal);
        var byEditor = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < OperationsARound; i++)
        {
            var name = Names[random.Next(Names.Length)];
            if (random.Next(2) == 0)
            {
                Shell(random, name, byShell);
            }
            else if (byEditor.Add(name))
            {
                await EditAsync(random, name, told);
            }
        }

        return told;
    }

    private void Shell(Random random, string name, HashSet<string> touched)
    {
        var path = _folder.PathOf(name);
        try
        {
            switch (random.Next(4))
            {
                case 0 when touched.Add(name) && File.Exists(path):
                    File.Delete(path);
                    break;
                case 1 when File.Exists(path) && !touched.Contains(name):
                    var target = Names[random.Next(Names.Length)] + ".moved";
                    if (touched.Add(target) && touched.Add(name))
                    {
                        Directory.CreateDirectory(Path.GetDirectoryName(_folder.PathOf(target))!);
                        File.Move(path, _folder.PathOf(target), overwrite: false);
                    }

                    break;
                default:
                    if (touched.Add(name))
                    {
                        var text = Next("shell");
                        _folder.Write(name, text);
                        _written.Add(text);
                    }

                    break;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder where the file would be, or the other way round: the shell would be told.
        }
    }

    private async Task EditAsync(Random random, string name, List<string> told)
    {
        if (random.Next(3) == 0)
        {
            await _folder.DeleteAsync(name);
        }
        else
        {
            // The server refuses a file where a folder is, and below a file.
            var keys = await _folder.KeysAsync();
            if (keys.Any(key => key.StartsWith(name + "/", StringComparison.Ordinal) || name.StartsWith(key + "/", StringComparison.Ordinal)))
            {
                return;
            }

            var text = Next("editor");
            await _folder.PutAsync(name, text);
            _written.Add(text);
        }

        told.Add(name);
    }

    private async Task SettleAsync(Random random, List<string> told)
    {
        // Sometimes a hint is lost, and the listing finds the change.
        if (random.Next(4) == 0)
        {
            await _folder.SyncAsync();
        }
        else
        {
            await _folder.SyncChangedAsync([.. told]);
        }

        for (var again = 0; again < 5 && await _folder.SyncAsync() > 0; again++)
        {
        }
    }

    private async Task CheckAsync(string where)
    {
        var local = Directory.GetFiles(_folder.Root, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(_folder.Root, path), File.ReadAllText, StringComparer.Ordinal);
        var remote = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var key in (await _folder.KeysAsync()).Where(key => !key.EndsWith('/')))
        {
            remote[key] = await _folder.GetAsync(key);
        }

        var both = local.Values.Concat(remote.Values).ToHashSet(StringComparer.Ordinal);
        Assert.True(_written.TrueForAll(both.Contains), $"{where}: lost {string.Join(", ", _written.Where(text => !both.Contains(text)))}");

        // A file and a folder of one name cannot both be on disk; S3 can have both, and nothing of either is lost.
        var blocked = remote.Keys.Where(key => !local.ContainsKey(key) && (Directory.Exists(_folder.PathOf(key)) || IsBelowFile(key, local))).ToHashSet(StringComparer.Ordinal);
        Assert.True(
            remote.Where(entry => !blocked.Contains(entry.Key)).OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .SequenceEqual(local.Select(entry => KeyValuePair.Create(entry.Key, (string?)entry.Value)).OrderBy(entry => entry.Key, StringComparer.Ordinal)),
            $"{where}: S3 has {string.Join(", ", remote.Keys)}; the disk {string.Join(", ", local.Keys)}");
    }

    private static bool IsBelowFile(string key, Dictionary<string, string> local) =>
        local.Keys.Any(path => key.StartsWith(path + "/", StringComparison.Ordinal));

    private string Next(string side) => string.Create(CultureInfo.InvariantCulture, $"{side} {++_count}");
}
