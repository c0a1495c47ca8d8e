using CloudIde.Core.Settings;

namespace CloudIde.Server.Terminals;

/// <summary>How many terminals there may be, and how much a viewer gets ahead of what it has shown.</summary>
internal sealed record TerminalSettings
{
    /// <summary><c>TERMINALS_PER_PROJECT</c>: how many terminals a project may have.</summary>
    public required int PerProject { get; init; }

    /// <summary><c>TERMINAL_CLOSE_SECONDS</c>: how long a request to close a terminal waits for the worker to save the files.</summary>
    public required TimeSpan CloseTimeout { get; init; }

    /// <summary>
    /// <c>TERMINAL_VIEWER_WINDOW_BYTES</c>: how much a viewer is sent beyond what it has acknowledged. What it has not
    /// room for waits in Redis and costs this server nothing.
    /// </summary>
    public required int ViewerWindow { get; init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <returns>The settings.</returns>
    public static TerminalSettings Read(SettingsReader reader) => new()
    {
        PerProject = reader.WholeNumber("TERMINALS_PER_PROJECT", 20, 1, 1000),
        CloseTimeout = reader.Seconds("TERMINAL_CLOSE_SECONDS", TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromMinutes(10)),
        ViewerWindow = reader.WholeNumber("TERMINAL_VIEWER_WINDOW_BYTES", 512 * 1024, 64 * 1024, 16 * 1024 * 1024),
    };
}
