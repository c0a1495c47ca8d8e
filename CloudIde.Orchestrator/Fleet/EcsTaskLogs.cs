using System.Runtime.CompilerServices;
using CloudIde.Core.Operations;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>The logs of ECS tasks in CloudWatch.</summary>
internal sealed class EcsTaskLogs(CloudWatchTaskLogs logs, TimeProvider timeProvider) : ITaskLogs
{
    /// <summary>CloudWatch allows 10 such calls a second for a whole account and region.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Lines of several tasks arrive out of order; one that is later than this is missed while following.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(30);

    public async IAsyncEnumerable<TaskLogLine> ReadAsync(
        string? taskId, DateTimeOffset since, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Each look overlaps with the one before, so what was shown must be known.
        var shown = new Dictionary<string, DateTimeOffset>();
        var newest = since;
        do
        {
            var from = newest - Lateness > since ? newest - Lateness : since;
            string? next = null;
            do
            {
                var page = await logs.ReadAsync(taskId, from, next, CloudWatchTaskLogs.MaxPage, cancellationToken);
                foreach (var (line, id) in page.Lines.Zip(page.Ids))
                {
                    var at = line.At ?? newest;
                    newest = at > newest ? at : newest;
                    if (shown.TryAdd(id, at))
                    {
                        yield return line;
                    }
                }

                next = page.Next;
            }
            while (next is not null);

            foreach (var (id, _) in shown.Where(line => line.Value < newest - Lateness).ToList())
            {
                shown.Remove(id);
            }

            if (follow)
            {
                await Task.Delay(PollInterval, timeProvider, cancellationToken);
            }
        }
        while (follow);
    }
}
