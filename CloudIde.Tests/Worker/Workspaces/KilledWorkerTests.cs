using System.Globalization;
using CloudIde.Core.Redis;
using CloudIde.Tests.AppHost;
using CloudIde.Tests.Core;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Workspaces;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>A worker that is killed, and those who come after it.</summary>
public sealed class KilledWorkerTests
{
    private static readonly (string, string)[] Quick = [("ACTIVATION_VISIBILITY_SECONDS", "5"), ("WORKSPACE_SYNC_SECONDS", "0.2")];

    [Fact]
    public async Task Kill_OfTheWorker_GivesAFreshShellInTheSameFolderBelowTheHistory()
    {
        await using var world = await WorkerWorld.StartAsync();
        var seconds = Random.Shared.Next(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture);
        var worker = world.StartProgram("w1", Quick);
        await world.ActivateAsync();
        var terminal = await LoggedTerminal.OpenAsync(world, world.Project);
        await terminal.RunAsync($"mkdir -p 'a folder/deep' && cd 'a folder/deep' && echo kept > file.txt; setsid sleep {seconds} &");
        await terminal.RunAsync("echo before-$((1))");
        await Eventually.TrueAsync(async () => await world.ReadAsync("a folder/deep/file.txt") is not null);
        await Eventually.TrueAsync(async () => (await world.Terminals.GetAsync(terminal.Key))!.Folder == "project/a folder/deep");
        var left = Directory.GetDirectories(world.Data).Single();

        worker.Kill();
        world.StartProgram("w2", Quick);
        await terminal.ExpectAsync(LoggedTerminal.RestartWords);

        Assert.Contains("/project/a folder/deep\r\nkept\r\n", await terminal.RunAsync("pwd; cat file.txt"), StringComparison.Ordinal);
        Assert.Contains("\r\nbefore-1\r\n", terminal.Text, StringComparison.Ordinal);

        // What the killed one has left goes with the next worker that starts here, and nothing else does.
        var running = Directory.GetDirectories(world.Data).Single(folder => folder != left);
        world.StartProgram("w3", Quick);
        await Eventually.TrueAsync(() => !Directory.Exists(left), "the left folder is removed");
        Assert.True(Directory.Exists(running));
        if (IsolationSupport.Current.WithoutOwnUser is null)
        {
            Assert.Empty(ProcessTree.FindByArgument(seconds));
        }
    }

    [Fact]
    public async Task Folder_ThatIsGoneForTheFreshShell_IsReplacedByTheProjects()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.StartWorkerAsync();
        var terminal = await LoggedTerminal.OpenAsync(world, world.Project);
        await world.Redis.GetDatabase().HashSetAsync(RedisKeys.Terminal(terminal.Key), "folder", "project/gone; touch injected");
        await world.ActivateAsync();

        Assert.Contains("/project\r\n", await terminal.RunAsync("pwd"), StringComparison.Ordinal);
        Assert.DoesNotContain("injected", string.Join(' ', Directory.GetFiles(world.Data, "*", SearchOption.AllDirectories)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("project.0123456789abcdef0123456789abcdef", false, false, true)]
    [InlineData("project.0123456789abcdef0123456789abcdef", true, false, false)]
    [InlineData("project.0123456789abcdef0123456789abcdef", false, true, false)]
    [InlineData("somebodys-own-folder", false, false, false)]
    public void LeftFolder_OnlyWhenItIsNobodysAndHoldsNothingUnsaved_IsTakenOver(string name, bool alive, bool unsaved, bool expected)
    {
        var data = Directory.CreateTempSubdirectory("cloudide-left-").FullName;
        try
        {
            var root = Path.Combine(data, name);
            Directory.CreateDirectory(root);
            using var owner = alive ? new FileStream(Path.Combine(root, ".owner"), FileMode.Create, FileAccess.ReadWrite, FileShare.None) : null;
            if (unsaved)
            {
                File.WriteAllText(Path.Combine(root, ".unsaved"), "");
            }

            var soon = DateTime.UtcNow.AddMinutes(1);
            Assert.Null(WorkspaceFolder.TryTakeOver(root, olderThan: DateTime.UtcNow.AddMinutes(-1)));
            using var taken = WorkspaceFolder.TryTakeOver(root, soon);
            Assert.Equal(expected, taken is not null);
        }
        finally
        {
            new WorkspaceFolder(data).Dispose();
        }
    }
}
