using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CloudIde.Core.Terminals;
using CloudIde.Worker.Terminals;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces;

/// <summary>A terminal of a worker, typed into and read through Redis.</summary>
internal sealed partial class LoggedTerminal
{
    /// <summary>The words of the notice that a terminal has a fresh shell.</summary>
    public static readonly string RestartWords =
        NoticeWords().Match(Encoding.UTF8.GetString(RestartNotice.Bytes.Span)).Value;

    private const string Typist = "typist";

    private readonly TerminalInputLog _input;
    private readonly TerminalOutputLog _output;
    private readonly StringBuilder _text = new();
    private long _typed;
    private long _read;
    private int _commands;

    private LoggedTerminal(WorkerWorld world, TerminalKey key)
    {
        Key = key;
        _input = new TerminalInputLog(world.Redis);
        _output = new TerminalOutputLog(world.Redis);
    }

    public TerminalKey Key { get; }

    /// <summary>How long something that is expected may take.</summary>
    public TimeSpan Patience { get; private init; }

    /// <summary>Everything printed so far, as far as it was read.</summary>
    public string Text => Clean(_text.ToString());

    public static async Task<LoggedTerminal> OpenAsync(WorkerWorld world, string project, TimeSpan? patience = null)
    {
        var key = new TerminalKey(project, Guid.NewGuid().ToString("N"));
        Assert.True(await world.Terminals.CreateAsync(key, "test", new TerminalSize(200, 50), DateTimeOffset.UtcNow, 50));
        await world.Workspaces.PublishTerminalsChangedAsync(project);
        return new LoggedTerminal(world, key) { Patience = patience ?? TimeSpan.FromSeconds(20) };
    }

    public async Task TypeAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await _input.AppendAsync(Key, Typist, _typed, bytes);
        _typed += bytes.Length;
    }

    public Task ExpectAsync(string text) => ExpectTimesAsync(text, 1);

    public async Task ExpectTimesAsync(string text, int times)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            await ReadAsync();
            if (Text.Split(text).Length > times)
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"No \"{text}\" ({times}) in: {Text}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Runs a line and returns what it printed, the echo of the line included.</summary>
    public async Task<string> RunAsync(string line)
    {
        await ReadAsync();
        var start = _text.Length;

        // What is typed differs from what is waited for, so that the echo is not taken for it.
        var mark = string.Create(CultureInfo.InvariantCulture, $"done{++_commands}-");
        await TypeAsync($"{line}\necho {mark}$((40 + 2))\n");
        await ExpectAsync(mark + "42\r\n");
        return Clean(_text.ToString(start, _text.Length - start));
    }

    // Bash tells the terminal about pasting at each prompt.
    private static string Clean(string text) =>
        text.Replace("\x1b[?2004h", "", StringComparison.Ordinal).Replace("\x1b[?2004l\r", "", StringComparison.Ordinal);

    private async Task ReadAsync()
    {
        while (await _output.ReadAsync(Key, _read, 64 * 1024) is { Data.Length: > 0 } range)
        {
            _text.Append(Encoding.UTF8.GetString(range.Data.Span));
            _read = range.Offset + range.Data.Length;
        }
    }

    [GeneratedRegex(@"\[CloudIDE[^\]]*\]")]
    private static partial Regex NoticeWords();
}
