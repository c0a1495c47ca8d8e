using System.Diagnostics;
using CloudIde.Tests.Core;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.Files;

/// <summary>What a shell can leave in a folder besides plain files. None of it may hold up the plain files.</summary>
public sealed class SyncOddFilesTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly SyncedFolder _folder = new();

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The worker does not run on Windows.");
        return _folder.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData("mkfifo pipe", "a named pipe blocks whoever opens it until somebody writes")]
    [InlineData("mkdir \"$(printf 'b\\377d')\"; touch \"$(printf 'b\\377d')/inside\"", "a folder's name that is not UTF-8")]
    [InlineData("touch \"$(printf 'b\\377d')\"", "a file's name that is not UTF-8")]
    [InlineData("touch \"$(printf 'two\\nlines')\" 'back\\slash'", "names that a project refuses")]
    [InlineData("ln -s / root; ln -s /etc/passwd link; ln -s . loop; ln -s nowhere dangling", "symbolic links")]
    public async Task OddFile_BesidePlainOnes_IsPassedOver(string command, string why)
    {
        Shell(command);
        _folder.Write("plain.txt", "1");
        await _folder.SyncAsync().WaitAsync(Soon, TestContext.Current.CancellationToken);
        Assert.True(await _folder.KeysAsync() is ["plain.txt"], why);
        await _folder.SyncAsync().WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Link_InAFoldersPlace_IsNotFollowedByADownload()
    {
        var outside = Path.Combine(Path.GetTempPath(), "cloudide-outside-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(outside);
        try
        {
            Directory.CreateSymbolicLink(_folder.PathOf("link"), outside);
            await _folder.PutAsync("link/escaped.txt", "1");
            await _folder.PutAsync("link/deep/escaped.txt", "1");
            await _folder.PutAsync("link/folder/", "");
            await _folder.PutAsync("plain.txt", "2");
            await _folder.SyncAsync();
            Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
            Assert.Equal("2", _folder.Read("plain.txt"));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public async Task ProjectFolder_RemovedAsAWhole_ComesBackWithItsFiles()
    {
        _folder.Write("a/b.txt", "1");
        await _folder.SyncAsync();
        Directory.Delete(_folder.Root, recursive: true);
        await _folder.SyncAsync(lookAtRemote: false);
        Assert.Equal("1", await _folder.GetAsync("a/b.txt"));
        Assert.Equal("1", _folder.Read("a/b.txt"));
    }

    [Fact]
    public async Task File_ThatGrowsAllTheTime_DoesNotStopTheOthers()
    {
        using var growing = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "while :; do echo a line of a log; done > busy.log" },
            WorkingDirectory = _folder.Root,
        })!;
        try
        {
            _folder.Write("plain.txt", "1");
            await Eventually.TrueAsync(() => new FileInfo(_folder.PathOf("busy.log")) is { Exists: true, Length: > 0 });
            for (var round = 0; round < 3; round++)
            {
                await _folder.SyncAsync(lookAtRemote: false).WaitAsync(Soon, TestContext.Current.CancellationToken);
            }

            Assert.Equal("1", await _folder.GetAsync("plain.txt"));
        }
        finally
        {
            growing.Kill();
            await growing.WaitForExitAsync(CancellationToken.None);
        }

        await _folder.SyncAsync(lookAtRemote: false);
        Assert.Equal(0, await _folder.SyncAsync());
    }

    private void Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", command }, WorkingDirectory = _folder.Root })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
