using System.Globalization;
using CloudIde.Core.Terminals;
using CloudIde.Tests.Core;
using CloudIde.Tests.Server.Terminals;
using CloudIde.Tests.Worker.Terminals.Screen;
using Xunit;

namespace CloudIde.Tests.Torture;

/// <summary>
/// Programs that fill the screen and have printed more than is kept, through real servers and a real worker: who attaches
/// late sees what those see who were there all the time. xterm.js, the web client's terminal, is the judge.
/// </summary>
public sealed class ScreenRestoreTests
{
    private const int Printed = 2 << 20;

    // The least history and what is kept for checkpoints is less than this.
    private const string Pages = "1000";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Screen_OfVim_IsThatOfWhoWasThereAllTheTime() => await CompareAsync(
        "vim",
        "seq -f 'line %.0f of a file that is long enough for many pages ünï 日本' 30000 > file.txt; vim -u NONE -c 'set number mouse=a hlsearch' file.txt\n",
        $":let @/='page' | for i in range(1,{Pages}) | exe \"normal! \\<C-f>\" | redraw! | endfor\ra x\e",
        ":q!\r");

    [Fact]
    public async Task Screen_OfLess_IsThatOfWhoWasThereAllTheTime() => await CompareAsync(
        "less",
        "for i in {1..30000}; do printf '\\e[3%dmcoloured line %d of a file that is long enough for many pages\\e[0m\\n' $((i % 8)) $i; done > file.txt; less -R file.txt\n",
        new string(' ', int.Parse(Pages, CultureInfo.InvariantCulture)),
        "q");

    [Fact]
    public async Task Screen_OfAProgramWithModesAndMargins_IsThatOfWhoWasThereAllTheTime() => await CompareAsync(
        "bash",
        """
        printf '\e[?1049h\e[?1h\e=\e[?2004h\e[?1002h\e[?1006h\e[?25l\e[5;20r\e(0'; for i in {1..40000}; do printf '\e[%d;%dH\e[4%dm frame %d qqx \e[0;1;38;2;10;%d;30mtext\e[m' $((i % 30 + 1)) $((i % 70 + 1)) $((i % 8)) $i $((i % 256)); done; read -rsn 1; printf '\e[?1049l\e[r\e(B\e[?1l\e>\e[?1002l\e[?1006l\e[?25h\e[m'

        """,
        "",
        "x");

    private static async Task CompareAsync(string program, string start, string keys, string end)
    {
        Assert.SkipUnless(IsInstalled(program), $"{program} is not installed.");
        await using var world = await TortureWorld.StartAsync();
        world.StartWorker(("SHELL_PATH", "/bin/bash"));
        using var user = await world.SignUpAsync();
        var project = await user.CreateProjectAsync("screen", Cancellation);
        var key = new TerminalKey(project, await user.OpenTerminalAsync(project, Cancellation));
        var server = world.AnyServer(new Random(1));

        await using var first = await TestViewer.ConnectAsync(server, key, user.Token, 0, "first");
        await first.WaitAsync(() => first.Text.Contains('$', StringComparison.Ordinal), "a prompt");
        await first.TypeAsync(start);
        await first.WaitAsync(() => first.Text.Contains("\e[?1049h", StringComparison.Ordinal), $"{program} starts");
        await first.TypeAsync(keys);
        await first.WaitForOffsetAsync(Printed);
        await WaitForSilenceAsync(first);
        Assert.True((await world.Terminals.GetAsync(key))!.Base > 0, "some of the output is no longer kept");

        await using var second = await TestViewer.ConnectAsync(server, key, user.Token, 0, "second");
        await second.WaitForOffsetAsync(first.Next);
        var before = first.Bytes;
        var restored = second.Bytes;
        Assert.Equal((first.Next, first.Next), (second.Start + restored.Length, (long)before.Length));
        Assert.True(restored.Length < before.Length);

        // Not before it has ended: it may read ahead what is typed for the shell.
        await first.TypeAsync(end);
        await first.WaitAsync(() => first.Bytes.AsSpan(before.Length).IndexOf("\e[?1049l"u8) >= 0, $"{program} leaves the screen");
        await first.TypeAsync("echo the-$((1))-end\n");
        await first.WaitAsync(() => first.Bytes.AsSpan(before.Length).IndexOf("the-1-end"u8) >= 0, $"{program} has ended");
        await WaitForSilenceAsync(first);
        await second.WaitForOffsetAsync(first.Next);
        var rest = first.Bytes[before.Length..];
        Assert.Equal(rest, second.Bytes[restored.Length..]);
        Assert.Equal("", await XtermJudge.CompareAsync([new ReplayCase(program, 100, 30, before, restored, rest)]));
    }

    /// <summary>A program that draws says nowhere that it has finished.</summary>
    private static async Task WaitForSilenceAsync(TestViewer viewer)
    {
        var seen = (Offset: viewer.Next, At: Environment.TickCount64);
        await Eventually.TrueAsync(
            () =>
            {
                if (viewer.Next != seen.Offset)
                {
                    seen = (viewer.Next, Environment.TickCount64);
                }

                return Environment.TickCount64 - seen.At > 500;
            },
            "the program has drawn everything");
    }

    private static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
