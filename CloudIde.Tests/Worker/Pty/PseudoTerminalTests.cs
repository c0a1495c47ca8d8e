using System.Security.Cryptography;
using System.Text;
using CloudIde.Core.Terminals;
using CloudIde.Worker.Pty;
using CloudIde.Worker.Pty.Processes;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

public sealed class PseudoTerminalTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [UnixFact]
    public async Task Shell_CommandTyped_EchoesAndPrints()
    {
        await using var shell = await Shell.StartAsync();

        Assert.Equal("hello\n", await shell.CommandAsync("echo hello"));
    }

    [UnixFact]
    public async Task Shell_Started_LeadsItsSessionOnItsOwnTerminal()
    {
        await using var shell = await Shell.StartAsync();

        var ids = await shell.CommandAsync("echo $$ $(ps -o sid= -p $$) $(ps -o tty= -p $$) $(tty)");

        var fields = ids.Split(' ', StringSplitOptions.TrimEntries);
        Assert.Equal(shell.Terminal.ProcessId.ToString(), fields[0]);
        Assert.Equal(fields[0], fields[1]);
        Assert.Equal(fields[3], "/dev/" + fields[2]);
        Assert.Equal("same\n", await shell.CommandAsync("echo typed > /dev/null < /dev/tty && echo same"));
    }

    [UnixFact]
    public async Task Exited_ShellExits_GivesItsCode()
    {
        await using var shell = await Shell.StartAsync();

        await shell.TypeAsync("exit 7\n");

        Assert.Equal(7, await shell.ExitAsync());
    }

    [UnixFact]
    public async Task Exited_KilledBySignal_Gives128PlusTheSignal()
    {
        await using var shell = await Shell.StartAsync();

        await shell.TypeAsync("kill -KILL $$\n");

        Assert.Equal(137, await shell.ExitAsync());
    }

    [UnixFact]
    public async Task Exited_WatchedBySignalInstead_GivesTheCodeToo()
    {
        var launch = Shell.Launch("sh", ["-c", "read line; exit 9"]);
        using var device = TerminalDevice.Open(TerminalSize.Default, owner: null);
        using var master = device.Master;
        var id = ProcessSpawner.Spawn(new ProgramImage(launch.File, launch.Arguments, launch.Environment, "/"), device.SlavePath);
        var notified = new TaskCompletionSource();
        var child = ChildProcess.WatchBySignal(id, notified.SetResult);
        Assert.True(ChildProcess.IsWatched(id));

        using var stream = new FileStream(master, FileAccess.ReadWrite, bufferSize: 0);
        stream.Write("go\n"u8);

        Assert.Equal(9, await child.Exited.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
        await notified.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.False(ChildProcess.IsWatched(id));
    }

    [UnixFact]
    public async Task Read_ProgramEnded_GivesAllOutputThenTheEnd()
    {
        await using var shell = Shell.Run("sh", ["-c", "seq 1 20000; echo done"]);

        // Let it end first, so that the output waits in the kernel where it fits: nothing of it may be lost.
        var output = await shell.ReadToEndAsync();

        Assert.Equal(string.Concat(Enumerable.Range(1, 20000).Select(number => $"{number}\n")) + "done\n", output);
        Assert.Equal(0, await shell.ExitAsync());
    }

    [UnixFact]
    public async Task Read_AfterExitWithOutputWaiting_StillGivesIt()
    {
        await using var shell = Shell.Run("sh", ["-c", "seq 1 500"]);
        await shell.ExitAsync();

        Assert.Equal(string.Concat(Enumerable.Range(1, 500).Select(number => $"{number}\n")), await shell.ReadToEndAsync());
    }

    [UnixFact]
    public async Task Read_BackgroundJobKeepsTheTerminalOpen_EndsWithTheShell()
    {
        await using var shell = await Shell.StartAsync();

        await shell.TypeAsync("trap '' HUP; sleep 1000 & exit 3\n");

        await shell.ReadToEndAsync();
        Assert.Equal(3, await shell.ExitAsync());
    }

    [UnixFact]
    public async Task Read_Cancelled_LosesNothing()
    {
        await using var shell = await Shell.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var read = shell.Terminal.ReadAsync(new byte[10], stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        Assert.Equal("still here\n", await shell.CommandAsync("echo still here"));
    }

    [UnixFact]
    public async Task Read_TwoAtOnce_IsRefused()
    {
        await using var shell = await Shell.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var first = shell.Terminal.ReadAsync(new byte[10], stop.Token).AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(() => shell.Terminal.ReadAsync(new byte[10], Cancel).AsTask());

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    [UnixFact]
    public async Task Read_TerminalClosedMeanwhile_GivesTheEnd()
    {
        await using var shell = await Shell.StartAsync();
        var read = shell.Terminal.ReadAsync(new byte[10], Cancel).AsTask();

        Assert.Equal(0, await shell.Terminal.CloseAsync(TimeSpan.Zero));

        // The kill may have printed something; the end comes after it.
        while (await read.WaitAsync(TimeSpan.FromSeconds(20), Cancel) > 0)
        {
            read = shell.Terminal.ReadAsync(new byte[10], Cancel).AsTask();
        }

        await Assert.ThrowsAsync<IOException>(() => shell.Terminal.WriteAsync("x"u8.ToArray(), Cancel).AsTask());
        shell.Terminal.Resize(new TerminalSize(10, 10));
        shell.Terminal.Signal(TerminalSignal.Interrupt);
    }

    [UnixFact]
    public async Task Read_TenMegabytesThroughCat_AreExact()
    {
        var bytes = new byte[10 * 1024 * 1024];
        new Random(5).NextBytes(bytes);
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, bytes, Cancel);
            await using var shell = Shell.Run("sh", ["-c", "stty raw; exec cat \"$0\"", path]);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[64 * 1024];
            long total = 0;
            int count;
            while ((count = await shell.Terminal.ReadAsync(buffer, Cancel)) > 0)
            {
                hash.AppendData(buffer, 0, count);
                total += count;
            }

            Assert.Equal(bytes.Length, total);
            Assert.Equal(SHA256.HashData(bytes), hash.GetHashAndReset());
            Assert.Equal(0, await shell.ExitAsync());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [UnixFact]
    public async Task Read_CharacterSplitBetweenReads_KeepsItsBytes()
    {
        await using var shell = await Shell.StartAsync();
        await shell.TypeAsync("read start; printf 'x€😀y'; read stop\n");
        await shell.ExpectAsync("stop\r\n");
        await shell.TypeAsync("\n");
        var collected = new List<byte>();
        var one = new byte[1];
        while (collected.Count < 11)
        {
            Assert.Equal(1, await shell.Terminal.ReadAsync(one, Cancel));
            collected.Add(one[0]);
        }

        Assert.Equal("\r\nx€😀y", Encoding.UTF8.GetString([.. collected]));
    }

    [UnixFact]
    public async Task Write_OneMegabyteToAProgramThatReadsSlowly_ArrivesExactly()
    {
        var bytes = new byte[1024 * 1024];
        new Random(6).NextBytes(bytes);
        await using var shell = Shell.Run("sh", ["-c", "stty raw -echo; echo go; head -c 1048576 | sha256sum"]);
        await shell.ExpectAsync("go");

        await shell.Terminal.WriteAsync(bytes, Cancel);

        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(bytes)), await shell.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Write_ProgramDoesNotRead_WaitsAloneAndIsCancelledCleanly()
    {
        await using var stuck = Shell.Run("sh", ["-c", "stty raw -echo; echo go; exec sleep 1000"]);
        await stuck.ExpectAsync("go");
        await using var other = await Shell.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var write = stuck.Terminal.WriteAsync(new byte[1024 * 1024], stop.Token).AsTask();

        Assert.Equal("fine\n", await other.CommandAsync("echo fine"));
        Assert.False(write.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
    }

    [UnixFact]
    public async Task Write_ProgramDoesNotReadAndTerminalCloses_Ends()
    {
        await using var stuck = Shell.Run("sh", ["-c", "stty raw -echo; echo go; exec sleep 1000"]);
        await stuck.ExpectAsync("go");
        var write = stuck.Terminal.WriteAsync(new byte[1024 * 1024], Cancel).AsTask();

        await stuck.Terminal.CloseAsync(TimeSpan.Zero);

        await Assert.ThrowsAsync<IOException>(() => write.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
    }

    [UnixFact]
    public async Task Write_ManyWriters_DoNotMix()
    {
        await using var shell = Shell.Run("sh", ["-c", "stty raw -echo; echo go; head -c 400000 | fold -w 4000 | uniq | wc -l"]);
        await shell.ExpectAsync("go");

        await Task.WhenAll("abcdefghij".Select(letter =>
            Task.Run(() => shell.Terminal.WriteAsync(Encoding.ASCII.GetBytes(new string(letter, 40_000)), Cancel).AsTask(), Cancel)));

        Assert.Equal("10", (await shell.ReadToEndAsync()).Trim());
    }

    [UnixFact]
    public async Task Start_ProgramMissing_SaysSo()
    {
        var launch = Shell.Launch("sh", []) with { File = "/nonexistent/shell" };

        var error = Assert.Throws<IOException>(() => PseudoTerminal.Start(launch, TerminalSize.Default));

        Assert.Contains("/nonexistent/shell", error.Message, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    [UnixFact]
    public void Start_DirectoryMissing_SaysSo()
    {
        var launch = Shell.Launch("sh", []) with { WorkingDirectory = "/nonexistent/directory" };

        var error = Assert.Throws<DirectoryNotFoundException>(() => PseudoTerminal.Start(launch, TerminalSize.Default));

        Assert.Contains("/nonexistent/directory", error.Message, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task Start_ArgumentsWithShellSyntax_ArriveLiterally()
    {
        await using var shell = Shell.Run("printf", ["%s\n", "$(id) `id`; \"x\" 'y' *"]);

        Assert.Equal("$(id) `id`; \"x\" 'y' *\n", await shell.ReadToEndAsync());
    }

    [UnixFact]
    public async Task Start_WorkersDescriptors_AreNotInTheProgram()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        await using var neighbour = await Shell.StartAsync();
        await using var shell = await Shell.StartAsync();

        // 3 is the directory that ls reads.
        Assert.Equal("0 1 2 3 ", await shell.CommandAsync("ls /proc/self/fd | sort -n | tr '\\n' ' '"));
    }

    [UnixFact]
    public async Task Start_OneHundredTerminals_AllWorkAndEnd()
    {
        var shells = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => Shell.StartAsync(), Cancel)));

        var answers = await Task.WhenAll(shells.Select((shell, index) => shell.CommandAsync($"echo terminal {index}")));

        Assert.Equal(Enumerable.Range(0, 100).Select(index => $"terminal {index}\n"), answers);
        foreach (var shell in shells)
        {
            await shell.TypeAsync("exit 5\n");
        }

        Assert.All(await Task.WhenAll(shells.Select(shell => shell.ExitAsync())), code => Assert.Equal(5, code));
        foreach (var shell in shells)
        {
            await shell.DisposeAsync();
        }
    }

    [UnixFact]
    public async Task SpawnThroughShell_TheWayOfMacOS_GivesTheControllingTerminal()
    {
        await using var shell = Shell.Run(
            "bash",
            ["-c", "tty; ps -o tty= -p $$; echo \"$0|$1\"; exec sleep 1000", "$HOME;", "a b"],
            spawn: ProcessSpawner.SpawnThroughShell);

        var name = (await shell.ExpectAsync("\r\n")).Trim();
        Assert.Equal(name, "/dev/" + (await shell.ExpectAsync("\r\n")).Trim());
        Assert.Equal("$HOME;|a b", await shell.ExpectAsync("\r\n"));
        await shell.TypeAsync("\u0003");
        Assert.Equal(130, await shell.ExitAsync());
    }
}
