using System.Runtime.Versioning;
using CloudIde.Core.Settings;
using CloudIde.Emulator.Hosting;
using CloudIde.Worker;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;
using CloudIde.Worker.Workspaces;
using CloudIde.Worker.Workspaces.Limits;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

/// <summary>Which user a workspace gets, and what the worker does with that user's rights.</summary>
public sealed class OwnUserTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cloudide-user-").FullName;

    public OwnUserTests()
    {
        // As the worker's own data folder: a user may pass through, and sees nothing.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherExecute);
        }
    }

    public void Dispose() => new WorkspaceFolder(_folder).Dispose();

    [UnixFact]
    public void Reserve_ManyAtOnce_AreDifferentAndInTheRange()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Own users need Linux.");
        var first = 1_500_000_000u + ((uint)Environment.ProcessId * 16 % 100_000_000);
        var range = new UserIdRange(first, first + 3);
        var allocators = new[] { new UserAllocator(range, _folder), new UserAllocator(range, _folder) };
        var taken = Enumerable.Range(0, 4).Select(i => allocators[i % 2].Reserve()).ToList();

        Assert.Equal([first, first + 1, first + 2, first + 3], taken.Select(user => user.Credentials.UserId).Order());
        Assert.Contains("WORKSPACE_USER_IDS", Assert.Throws<IOException>(allocators[0].Reserve).Message, StringComparison.Ordinal);
        taken[2].Dispose();
        using (var again = allocators[1].Reserve())
        {
            Assert.Equal(taken[2].Credentials, again.Credentials);
        }

        taken.ForEach(user => user.Dispose());
    }

    [UnixFact]
    public void Reserve_UserOfAFolderThatWasLeftBehind_IsNotTaken()
    {
        SkipWithoutOwnUser();
        var first = 1_600_000_000u + ((uint)Environment.ProcessId * 16 % 100_000_000);
        using (var folder = new WorkspaceFolder(_folder, "left", new ShellCredentials(first, first)))
        {
            folder.Create();
            var allocator = new UserAllocator(new UserIdRange(first, first + 1), _folder);
            using var user = allocator.Reserve();
            Assert.Equal(first + 1, user.Credentials.UserId);
            Assert.Throws<IOException>(allocator.Reserve);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void Enter_AsTheUser_HasItsRightsAndThenItsOwnAgain()
    {
        SkipWithoutOwnUser();
        var user = new ShellCredentials(1_234_567_890, 1_234_567_890);
        var secret = Path.Combine(_folder, "secret");
        File.WriteAllText(secret, "secret");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead);
        var open = Directory.CreateDirectory(Path.Combine(_folder, "open")).FullName;
        File.SetUnixFileMode(_folder, File.GetUnixFileMode(_folder) | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(open, File.GetUnixFileMode(open) | UnixFileMode.OtherWrite);

        using (new FileSystemUser(user).Enter())
        {
            using (new FileSystemUser(user).Enter())
            {
                Assert.Throws<UnauthorizedAccessException>(() => File.ReadAllText(secret));
            }

            Assert.Throws<UnauthorizedAccessException>(() => File.ReadAllText(secret));
            File.WriteAllText(Path.Combine(open, "made"), "");
            Assert.DoesNotContain("\t0", File.ReadLines("/proc/thread-self/status").First(line => line.StartsWith("Groups:", StringComparison.Ordinal)), StringComparison.Ordinal);
        }

        Assert.Equal("secret", File.ReadAllText(secret));
        Assert.Equal((user.UserId, user.GroupId), (FileStatus.Of(Path.Combine(open, "made"))!.Value.User, FileStatus.Of(Path.Combine(open, "made"))!.Value.Group));
    }

    [UnixFact]
    public void Folder_OfAnOwnUser_IsPrivate()
    {
        SkipWithoutOwnUser();
        using var folder = new WorkspaceFolder(_folder, "p", new ShellCredentials(1_234_567_891, 1_234_567_891));
        folder.Create();

        Assert.Equal((0u, "710"), ModeOf(folder.Root));
        foreach (var path in new[] { folder.Home, folder.Files, folder.Temporary, folder.ShellTemporary })
        {
            Assert.Equal((1_234_567_891u, "700"), ModeOf(path));
        }

        static (uint, string) ModeOf(string path) => (FileStatus.Of(path)!.Value.User, Convert.ToString(FileStatus.Of(path)!.Value.Mode & 0x1FF, 8));
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public void Decide_FolderThatOthersMayNotEnter_SaysSoOrRefusesToStart()
    {
        SkipWithoutOwnUser();
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var data = Path.Combine(_folder, "data");

        var decided = WorkspaceIsolation.Decide(Settings(("WORKER_DATA", data)), IsolationSupport.Current);
        Assert.Null(decided.Users);
        Assert.Contains(_folder, decided.Shortcoming, StringComparison.Ordinal);
        var error = Assert.Throws<InvalidSettingsException>(() => WorkspaceIsolation.Decide(
            Settings(("WORKER_DATA", data), ("WORKSPACE_ISOLATION", "required")), IsolationSupport.Current));
        Assert.Contains("WORKSPACE_ISOLATION", error.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public void Decide_NotRoot_LimitsSingleProcessesAndSaysSo()
    {
        var decided = WorkspaceIsolation.Decide(Settings(("WORKER_DATA", _folder)), new IsolationSupport(null, "/usr/bin/prlimit", null));

        Assert.Equal((null, true), (decided.Users, decided.HasLimits));
        Assert.Contains("worker's own user", decided.Shortcoming, StringComparison.Ordinal);
        Assert.Null(WorkspaceLimitsOf(Settings()).OfShell(ownUser: false).Processes);
        Assert.Equal(1024, WorkspaceLimitsOf(Settings()).OfShell(ownUser: true).Processes);
    }

    [Theory]
    [InlineData("WORKSPACE_USER_IDS", "0-100")]
    [InlineData("WORKSPACE_USER_IDS", "30000-20000")]
    [InlineData("WORKSPACE_USER_IDS", "many")]
    [InlineData("WORKSPACE_ISOLATION", "maybe")]
    [InlineData("WORKSPACE_MAX_PROCESSES", "3")]
    [InlineData("WORKSPACE_MAX_MEMORY_MEGABYTES", "1")]
    [InlineData("WORKSPACE_NICE", "20")]
    public void Read_InvalidSetting_IsNamedWithItsValue(string name, string value)
    {
        var error = Assert.Throws<InvalidSettingsException>(() => Settings((name, value)));

        Assert.Contains($"{name} is \"{value}\"", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 10, 20, 30 }, 60, new int[0])]
    [InlineData(new long[] { 10, 50, 30 }, 60, new[] { 1 })]
    [InlineData(new long[] { 40, 50, 30 }, 35, new[] { 1, 0 })]
    public void Victims_OfMemory_AreTheFewestAndLargest(long[] sizes, long limit, int[] expected) =>
        Assert.Equal(expected, MemoryGuard.Victims(sizes, limit));

    [Theory]
    [InlineData("01", 0, true)]
    [InlineData("01", 1000, true)]
    [InlineData("01", 1879048192, false)]
    [InlineData("01", 2147483647, false)]
    [InlineData("06", 0, false)]
    public void Emulator_ConnectionOfAWorkspacesUser_IsRefused(string state, long user, bool allowed)
    {
        var line = $"   3: 0100007F:D431 0100007F:11D6 {state} 00000000:00000000 00:00000000 00000000 {user}        0 12345 1 0";
        var otherWay = "   4: 0100007F:11D6 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 12346 1 0";

        Assert.Equal(allowed, WorkspaceUserRefusal.IsAllowed(["  sl  local_address", line, otherWay], 0xD431, 4566));
    }

    private static WorkerSettings Settings(params (string Name, string Value)[] values) => SettingsReader.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Name, (string?)value.Value))).Build(),
        WorkerSettings.Read);

    private static WorkspaceLimits WorkspaceLimitsOf(WorkerSettings settings) => settings.Limits;

    private static void SkipWithoutOwnUser() =>
        Assert.SkipWhen(IsolationSupport.Current.WithoutOwnUser is not null, "Needs Linux, root and setpriv.");
}
