namespace CloudIde.Orchestrator.Fleet;

/// <summary>Compares what a task runs with what new tasks run.</summary>
internal static class TaskRevision
{
    /// <summary>The <c>family:revision</c> of a task definition's ARN.</summary>
    /// <param name="definition">An ARN, <c>family:revision</c> or a family; or null.</param>
    /// <returns>What is behind the ARN's last slash, or null.</returns>
    public static string? Of(string? definition) => definition?[(definition.LastIndexOf('/') + 1)..];

    /// <summary>
    /// Whether a task runs something else than the setting names. A setting that names a family only does not say which
    /// revision is right: a revision that somebody just registered must not empty a fleet that nobody wanted to change.
    /// </summary>
    /// <param name="running">What the task runs, or null when unknown.</param>
    /// <param name="setting"><c>ECS_TASK_DEFINITION</c>.</param>
    /// <returns>Whether it is outdated.</returns>
    public static bool IsOutdated(string? running, string setting)
    {
        if (Of(running) is not { } actual || Of(setting) is not { } wanted)
        {
            return false;
        }

        return wanted.Contains(':', StringComparison.Ordinal) ? actual != wanted : actual.Split(':')[0] != wanted;
    }
}
