using System.Text;
using CloudIde.Core.Terminals;
using CloudIde.Worker.Pty;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Processes;
using Xunit;

namespace CloudIde.Tests.Worker.Pty;

/// <summary>A real bash without start-up files on a real terminal, and what it has printed so far.</summary>
internal sealed class Shell : IAsyncDisposable
{
    internal const string Prompt = "ready> ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly StringBuilder _output = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private int _consumed;

    private Shell(PseudoTerminal terminal) => Terminal = terminal;

    internal PseudoTerminal Terminal { get; }

    /// <summary>Everything printed and read so far.</summary>
    internal string Output => _output.ToString();

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts bash and waits for its prompt.</summary>
    internal static async Task<Shell> StartAsync(
        TerminalSize? size = null, ShellCredentials? credentials = null, ProcessLimits? limits = null)
    {
        var shell = Run("bash", ["--norc", "--noprofile", "--noediting"], size, credentials, limits);
        await shell.ExpectAsync(Prompt);
        return shell;
    }

    /// <summary>Starts any program.</summary>
    internal static Shell Run(
        string program,
        IReadOnlyList<string> arguments,
        TerminalSize? size = null,
        ShellCredentials? credentials = null,
        ProcessLimits? limits = null,
        Func<ProgramImage, string, int>? spawn = null) =>
        new(PseudoTerminal.Start(
            Launch(program, arguments, credentials, limits), size ?? TerminalSize.Default, spawn ?? ProcessSpawner.Spawn));

    internal static ShellLaunch Launch(
        string program, IReadOnlyList<string> arguments, ShellCredentials? credentials = null, ProcessLimits? limits = null)
    {
        var file = Find(program) ?? throw new FileNotFoundException(program);
        return new ShellLaunch
        {
            File = file,
            Arguments = arguments,
            Environment = new Dictionary<string, string>(ShellEnvironment.Build("/", "tester", file)) { ["PS1"] = Prompt },
            WorkingDirectory = Path.GetTempPath(),
            Credentials = credentials,
            Limits = limits,
        };
    }

    /// <summary>The absolute path of a program, or null.</summary>
    internal static string? Find(string program) =>
        new[] { "/bin", "/usr/bin", "/usr/local/bin" }
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists);

    internal ValueTask TypeAsync(string text) => Terminal.WriteAsync(Encoding.UTF8.GetBytes(text), Cancel);

    /// <summary>Types a line and returns what is printed until the next prompt, without the echo.</summary>
    internal async Task<string> CommandAsync(string line)
    {
        await TypeAsync(line + "\n");
        await ExpectAsync(line + "\r\n");
        return (await ExpectAsync(Prompt)).Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    /// <summary>Reads until a text appears after what earlier calls consumed.</summary>
    /// <returns>What came before it.</returns>
    internal async Task<string> ExpectAsync(string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        while (true)
        {
            var all = _output.ToString();
            var at = all.IndexOf(text, _consumed, StringComparison.Ordinal);
            if (at >= 0)
            {
                var before = all[_consumed..at];
                _consumed = at + text.Length;
                return before;
            }

            int count;
            try
            {
                count = await Terminal.ReadAsync(_buffer, patience.Token);
            }
            catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
            {
                throw new TimeoutException($"No \"{text}\" in: {Tail(all)}");
            }

            Append(count > 0 ? count : throw new EndOfStreamException($"Ended before \"{text}\": {Tail(all)}"));
        }
    }

    /// <summary>Reads to the end.</summary>
    /// <returns>What was printed after what earlier calls consumed.</returns>
    internal async Task<string> ReadToEndAsync()
    {
        int count;
        while ((count = await Terminal.ReadAsync(_buffer, Cancel).AsTask().WaitAsync(Patience, Cancel)) > 0)
        {
            Append(count);
        }

        return _output.ToString(_consumed, _output.Length - _consumed).Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    internal Task<int> ExitAsync() => Terminal.Exited.WaitAsync(Patience, Cancel);

    public async ValueTask DisposeAsync() => await Terminal.CloseAsync(TimeSpan.Zero);

    private void Append(int count)
    {
        var characters = new char[count + 1];
        _output.Append(characters, 0, _decoder.GetChars(_buffer, 0, count, characters, 0));
    }

    private static string Tail(string text) => text.Length > 2000 ? text[^2000..] : text;
}
