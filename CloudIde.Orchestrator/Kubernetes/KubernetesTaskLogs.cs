using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using CloudIde.Core.Operations;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Settings;
using k8s;
using k8s.Autorest;

namespace CloudIde.Orchestrator.Kubernetes;

/// <summary>The logs of worker pods, which Kubernetes keeps for as long as the pods.</summary>
internal sealed class KubernetesTaskLogs(IKubernetes kubernetes, KubernetesSettings settings, TimeProvider timeProvider) : ITaskLogs
{
    /// <summary>How soon a new pod is followed too.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async IAsyncEnumerable<TaskLogLine> ReadAsync(
        string? taskId, DateTimeOffset since, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!follow)
        {
            var lines = new List<TaskLogLine>();
            foreach (var pod in await ListAsync(taskId, cancellationToken))
            {
                await ReadPodAsync(
                    pod,
                    since,
                    follow: false,
                    line =>
                    {
                        lines.Add(line);
                        return ValueTask.CompletedTask;
                    },
                    cancellationToken);
            }

            foreach (var line in lines.OrderBy(line => line.At))
            {
                yield return line;
            }

            yield break;
        }

        var merged = Channel.CreateBounded<TaskLogLine>(1000);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = FollowAsync(taskId, since, merged.Writer, ended.Token);
        try
        {
            await foreach (var line in merged.Reader.ReadAllAsync(cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            // Whoever reads may stop at any line.
            await ended.CancelAsync();
            await following;
        }
    }

    private async Task FollowAsync(
        string? taskId, DateTimeOffset since, ChannelWriter<TaskLogLine> writer, CancellationToken cancellationToken)
    {
        var followed = new Dictionary<string, Task<bool>>();
        try
        {
            while (true)
            {
                foreach (var pod in await ListAsync(taskId, cancellationToken))
                {
                    // One that ended at once may not have started when it was looked at.
                    if (!followed.TryGetValue(pod, out var reading) || await HadNothingAsync(reading))
                    {
                        followed[pod] = ReadPodAsync(
                            pod, since, follow: true, line => writer.WriteAsync(line, cancellationToken), cancellationToken);
                    }
                }

                await Task.Delay(LookInterval, timeProvider, cancellationToken);
            }
        }
        catch (Exception e)
        {
            // The reader is told, and throws it.
            writer.TryComplete(e);
        }

        await Task.WhenAll((IEnumerable<Task>)followed.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<IReadOnlyList<string>> ListAsync(string? taskId, CancellationToken cancellationToken)
    {
        var pods = await kubernetes.CoreV1.ListNamespacedPodAsync(
            settings.Namespace, labelSelector: WorkerPod.Selector, cancellationToken: cancellationToken);
        return [.. pods.Items.Select(pod => pod.Metadata.Name).Where(name => taskId is null || name.StartsWith(taskId, StringComparison.Ordinal))];
    }

    private static async ValueTask<bool> HadNothingAsync(Task<bool> reading) => reading.IsCompleted && !await reading;

    /// <summary>Reads one pod's log to its end.</summary>
    /// <returns>False when there is no log yet, or no more.</returns>
    private async Task<bool> ReadPodAsync(
        string pod, DateTimeOffset since, bool follow, Func<TaskLogLine, ValueTask> onLine, CancellationToken cancellationToken)
    {
        var seconds = (int)Math.Max(1, Math.Ceiling((timeProvider.GetUtcNow() - since).TotalSeconds));
        try
        {
            await using var stream = await kubernetes.CoreV1.ReadNamespacedPodLogAsync(
                pod, settings.Namespace, follow: follow, sinceSeconds: seconds, timestamps: true, cancellationToken: cancellationToken);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                await onLine(Parse(pod, line));
            }

            return true;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
        {
            // Its container has not started yet, or it has just gone: there is nothing to read.
            return false;
        }
    }

    // With timestamps, each line begins with one in RFC 3339 and a blank.
    private static TaskLogLine Parse(string pod, string line)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        return blank > 0
            && DateTimeOffset.TryParse(line[..blank], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new TaskLogLine(at, pod, line[(blank + 1)..])
            : new TaskLogLine(null, pod, line);
    }
}
