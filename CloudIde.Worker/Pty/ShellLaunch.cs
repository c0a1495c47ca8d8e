using CloudIde.Worker.Pty.Isolation;

namespace CloudIde.Worker.Pty;

/// <summary>What a terminal runs. File and arguments go to exec as they are, never through a shell's syntax.</summary>
internal sealed record ShellLaunch
{
    /// <summary>Absolute path of the program.</summary>
    internal required string File { get; init; }

    /// <summary>Its arguments, without argument 0.</summary>
    internal IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Its whole environment; build it with <see cref="ShellEnvironment"/>. Nothing of the worker's is added.</summary>
    internal required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Absolute path of an existing directory.</summary>
    internal required string WorkingDirectory { get; init; }

    /// <summary>The user to run as, or null for the worker's own. Needs root and setpriv.</summary>
    internal ShellCredentials? Credentials { get; init; }

    /// <summary>Bounds on what the terminal's processes may take, or null for the worker's own. Needs prlimit.</summary>
    internal ProcessLimits? Limits { get; init; }
}
