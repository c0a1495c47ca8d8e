using CloudIde.Core.Terminals;
using CloudIde.Worker.Pty;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

/// <summary>The keys and signals that a person relies on.</summary>
public sealed class JobControlTests
{
    [UnixFact]
    public async Task CtrlC_SleepInForeground_InterruptsIt()
    {
        await using var shell = await Shell.StartAsync();
        await shell.TypeAsync("sh -c 'echo started; exec sleep 1000'; echo code $?\n");
        await shell.ExpectAsync("\r\nstarted\r\n");

        // bash skips the rest of an interrupted line, so "code" is not printed.
        await shell.TypeAsync("\u0003");
        await shell.ExpectAsync(Shell.Prompt);

        Assert.Equal("130\n", await shell.CommandAsync("echo $?"));
    }

    [UnixFact]
    public async Task CtrlC_PythonProgram_RaisesKeyboardInterrupt()
    {
        Assert.SkipWhen(Shell.Find("python3") is null, "python3 is not installed.");
        await using var shell = await Shell.StartAsync();
        await shell.TypeAsync($"{Shell.Find("python3")} -c 'import time; print(\"on\" + \"line\"); time.sleep(1000)'\n");
        await shell.ExpectAsync("\r\nonline\r\n");

        await shell.TypeAsync("\u0003");

        await shell.ExpectAsync("KeyboardInterrupt");
        await shell.ExpectAsync(Shell.Prompt);
    }

    [UnixFact]
    public async Task CtrlC_WorkerIgnoresTheSignal_StillInterrupts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");

        // What a worker in the background inherits: the disposition of this process is set for a moment.
        Shell shell;
        using (TestSignals.Ignore(TestSignals.Interrupt))
        {
            shell = await Shell.StartAsync();
        }

        await using (shell)
        {
            // Of 1 to 31, none: .NET itself ignores SIGPIPE. (glibc's posix_spawn leaves its own 32 and 33 ignored.)
            var ignored = Convert.ToUInt64((await shell.CommandAsync("grep SigIgn /proc/self/status | cut -f 2")).Trim(), 16);
            Assert.Equal(0u, ignored & 0x7FFFFFFF);
            await shell.TypeAsync("sh -c 'echo started; exec sleep 1000'\n");
            await shell.ExpectAsync("\r\nstarted\r\n");
            await shell.TypeAsync("\u0003");
            await shell.ExpectAsync(Shell.Prompt);
        }
    }

    [UnixFact]
    public async Task CtrlC_Flood_StopsIt()
    {
        await using var shell = await Shell.StartAsync();
        await shell.TypeAsync("yes flood\n");
        await shell.ExpectAsync("flood\r\nflood\r\nflood\r\n");

        await shell.TypeAsync("\u0003");
        await shell.ExpectAsync(Shell.Prompt);

        Assert.Equal("130\n", await shell.CommandAsync("echo $?"));
    }

    [UnixFact]
    public async Task CtrlZ_ThenForeground_StopsAndResumes()
    {
        await using var shell = await Shell.StartAsync();
        await shell.TypeAsync("cat\none\n");
        await shell.ExpectAsync("one\r\none\r\n");

        await shell.TypeAsync("\u001a");
        await shell.ExpectAsync("Stopped");
        await shell.ExpectAsync(Shell.Prompt);
        await shell.TypeAsync("fg\n");
        await shell.ExpectAsync("cat\r\n");
        await shell.TypeAsync("two\n");

        await shell.ExpectAsync("two\r\ntwo\r\n");
    }

    [UnixFact]
    public async Task CtrlD_EmptyLine_EndsInputAndThenTheShell()
    {
        await using var shell = await Shell.StartAsync();
        await shell.TypeAsync("cat; echo cat ended\none\n");
        await shell.ExpectAsync("one\r\none\r\n");
        await shell.TypeAsync("\u0004");
        await shell.ExpectAsync("cat ended\r\n");
        await shell.ExpectAsync(Shell.Prompt);

        await shell.TypeAsync("\u0004");

        Assert.Equal(0, await shell.ExitAsync());
    }

    [UnixFact]
    public async Task Pipe_ReaderEnds_WriterIsEnded()
    {
        // .NET ignores SIGPIPE; inherited, it would let yes complain about a broken pipe.
        await using var shell = await Shell.StartAsync();

        Assert.Equal("141 0\n", await shell.CommandAsync("yes | head -n 1 > /dev/null; echo ${PIPESTATUS[@]}"));
    }

    [UnixFact]
    public async Task Signal_ProgramInForeground_ReachesItAndNotTheShell()
    {
        await using var shell = await Shell.StartAsync();
        await shell.TypeAsync("sh -c 'echo started; exec sleep 1000'\n");
        await shell.ExpectAsync("\r\nstarted\r\n");

        shell.Terminal.Signal(TerminalSignal.Terminate);
        await shell.ExpectAsync(Shell.Prompt);
        Assert.Equal("143\n", await shell.CommandAsync("echo $?"));
    }

    [UnixFact]
    public async Task Size_AtStart_IsSeenAtOnce()
    {
        await using var shell = Shell.Run("stty", ["size"], new TerminalSize(132, 43));

        Assert.Equal("43 132\n", await shell.ReadToEndAsync());
    }

    [UnixFact]
    public async Task Resize_ProgramInForeground_GetsTheSignalAndTheSize()
    {
        await using var shell = Shell.Run(
            "bash", ["--norc", "-c", "trap 'stty size' WINCH; echo waiting; while :; do read -t 1; done"]);
        await shell.ExpectAsync("waiting\r\n");

        shell.Terminal.Resize(new TerminalSize(101, 37));

        await shell.ExpectAsync("37 101\r\n");
    }

    [UnixFact]
    public async Task Resize_SizesNoScreenHas_AreBounded()
    {
        await using var shell = await Shell.StartAsync();

        shell.Terminal.Resize(new TerminalSize(0, int.MaxValue));

        Assert.Equal($"{TerminalSize.Max} 1\n", await shell.CommandAsync("stty size"));
    }

    [UnixFact]
    public async Task Modes_AtStart_AreThoseOfATerminal()
    {
        await using var shell = Shell.Run("stty", ["-a"]);

        var modes = (await shell.ReadToEndAsync()).Split([' ', '\n', ';'], StringSplitOptions.RemoveEmptyEntries);

        Assert.Superset(
            new HashSet<string>(["isig", "icanon", "echo", "echoe", "iexten", "icrnl", "iutf8", "opost", "onlcr", "cs8"]),
            new HashSet<string>(modes));
    }

    [UnixFact]
    public async Task Erase_CookedMode_RemovesAWholeCharacter()
    {
        await using var shell = await Shell.StartAsync();
        await shell.TypeAsync("cat\n");
        await shell.ExpectAsync("cat\r\n");

        await shell.TypeAsync("aé\u007fb\n");

        await shell.ExpectAsync("\r\nab\r\n");
    }
}
