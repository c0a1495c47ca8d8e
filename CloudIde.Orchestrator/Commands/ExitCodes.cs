namespace CloudIde.Orchestrator.Commands;

/// <summary>What the command line's exit codes mean, the same for every command.</summary>
internal static class ExitCodes
{
    /// <summary>It was done.</summary>
    public const int Done = 0;

    /// <summary>It could not be done: a setting is invalid, or AWS, Kubernetes or Redis refused or did not answer.</summary>
    public const int Failed = 1;

    /// <summary>The command line was not understood.</summary>
    public const int Usage = 2;

    /// <summary>It was not done because it would have harmed somebody's work; <c>--force</c> does it.</summary>
    public const int Refused = 3;

    /// <summary>It was looked at and is not as it should be.</summary>
    public const int Unwell = 4;

    /// <summary>Ctrl-C ended it, by the convention of shells: 128 and the signal's number.</summary>
    public const int Interrupted = 130;
}
