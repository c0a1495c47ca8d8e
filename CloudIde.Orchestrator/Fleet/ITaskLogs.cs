using CloudIde.Core.Operations;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>What worker tasks write.</summary>
internal interface ITaskLogs
{
    /// <summary>Reads lines as they become known, oldest first.</summary>
    /// <param name="taskId">The task, or null for all of them.</param>
    /// <param name="since">The oldest lines wanted.</param>
    /// <param name="follow">Whether to wait for further lines instead of ending after the last one.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The lines.</returns>
    IAsyncEnumerable<TaskLogLine> ReadAsync(
        string? taskId, DateTimeOffset since, bool follow, CancellationToken cancellationToken);
}
