using CloudIde.Core.Activations;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Worker.Activations;

/// <summary>Reports activations that ended to whoever plans the fleet and its cost.</summary>
internal sealed partial class ActivationEnds(ActivationCounters counters, ILogger<ActivationEnds> logger)
{
    /// <summary>Reports one. It does not fail: a count that is missing is no reason to keep a workspace.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="held">How long this worker held its workspace.</param>
    /// <param name="moves">Whether it goes on with another worker.</param>
    /// <returns>A task that ends when it is reported.</returns>
    public async Task ReportAsync(string projectId, TimeSpan held, bool moves)
    {
        try
        {
            await (moves ? counters.MovedAsync(held) : counters.EndedAsync(held));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogNotReported(e, projectId);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The end of the workspace of project {ProjectId} is not counted.", EventName = "EndNotCounted")]
    private partial void LogNotReported(Exception exception, string projectId);
}
