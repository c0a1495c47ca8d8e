using CloudIde.Core.Operations;

namespace CloudIde.Server.Operations;

/// <summary>A part of a task's log.</summary>
/// <param name="Lines">The lines, oldest first.</param>
/// <param name="Next">The value of <c>next</c> that asks for the next part, or null when this was the last.</param>
internal sealed record TaskLogAnswer(IReadOnlyList<TaskLogLine> Lines, string? Next);
