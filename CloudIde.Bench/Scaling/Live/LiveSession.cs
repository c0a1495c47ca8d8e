using System.Globalization;
using System.Net.WebSockets;
using CloudIde.Bench.Clients;

namespace CloudIde.Bench.Scaling.Live;

/// <summary>A user's terminal in a project of its own: opened, worked in, and left when its work is done.</summary>
/// <param name="Project">The project.</param>
/// <param name="AskedAt">When the terminal was asked for.</param>
/// <param name="Problem">Why it was not served to its end, or null when it was.</param>
internal sealed record LiveSession(string Project, DateTimeOffset AskedAt, string? Problem)
{
    /// <summary>No shell ends with it by itself, so that it proves that the work's last line ran.</summary>
    private const int ExitCode = 42;

    /// <summary>Opens the terminal, lets it work, and waits until its shell has ended.</summary>
    /// <param name="user">The user.</param>
    /// <param name="project">The project.</param>
    /// <param name="workSeconds">How long it works, in seconds.</param>
    /// <param name="patience">How long the prompt, and then the end, may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What came of it.</returns>
    public static async Task<LiveSession> RunAsync(
        IdeClient user, string project, double workSeconds, TimeSpan patience, CancellationToken cancellationToken)
    {
        var asked = DateTimeOffset.UtcNow;
        try
        {
            var terminalId = await user.OpenTerminalAsync(project, cancellationToken);
            asked = DateTimeOffset.UtcNow;
            await using var terminal = await user.AttachAsync(project, terminalId, cancellationToken);
            await terminal.WaitForPromptAsync(patience);
            await terminal.TypeAsync(
                string.Create(CultureInfo.InvariantCulture, $"sleep {workSeconds:0.##}; exit {ExitCode}\n"), cancellationToken);
            var exit = await terminal.WaitForFrameAsync("exit", TimeSpan.FromSeconds(workSeconds) + patience);
            var code = exit.GetProperty("code").GetInt32();
            return new LiveSession(project, asked, code == ExitCode ? null : $"The shell ended with code {code}.");
        }
        catch (Exception e) when (e is TimeoutException or HttpRequestException or WebSocketException)
        {
            return new LiveSession(project, asked, e.Message);
        }
    }
}
