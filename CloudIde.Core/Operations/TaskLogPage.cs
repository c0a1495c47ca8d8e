namespace CloudIde.Core.Operations;

/// <summary>A part of the tasks' logs.</summary>
/// <param name="Lines">The lines, oldest first.</param>
/// <param name="Next">Asks for the next part, or null when this was the last.</param>
public sealed record TaskLogPage(IReadOnlyList<TaskLogLine> Lines, string? Next)
{
    /// <summary>A name for each line, in the order of the lines, by which one that is read twice is told from one that was written twice.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];
}
