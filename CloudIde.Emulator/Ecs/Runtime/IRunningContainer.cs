namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>A container that has been started.</summary>
internal interface IRunningContainer
{
    /// <summary>How to find it again after the emulator was killed.</summary>
    ContainerIdentity Identity { get; }

    /// <summary>
    /// Ends with the exit code when the main process has ended, all that it started is gone and its output has been taken.
    /// A signal gives 128 and its number, as containers do. Never fails.
    /// </summary>
    Task<int> Exited { get; }

    /// <summary>Why it ended, in AWS's words, where its exit code does not tell; known once it has.</summary>
    string? EndReason => null;

    /// <summary>Asks it to end: SIGTERM to the main process.</summary>
    void Terminate();

    /// <summary>Ends it: SIGKILL.</summary>
    void Kill();
}
