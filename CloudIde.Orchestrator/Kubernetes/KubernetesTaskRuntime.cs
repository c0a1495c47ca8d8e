using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Settings;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace CloudIde.Orchestrator.Kubernetes;

/// <summary>
/// Worker tasks as bare pods. A Deployment could not be used: it chooses by itself which pod to end, and would end busy ones.
/// </summary>
internal sealed partial class KubernetesTaskRuntime(
    IKubernetes kubernetes,
    KubernetesSettings settings,
    FleetLimits limits,
    TimeProvider timeProvider,
    ILogger<KubernetesTaskRuntime> logger) : ITaskRuntime
{
    /// <summary>The API server's own default of a page.</summary>
    private const int PageSize = 500;

    /// <summary>For so long pods that ended can be looked at, as tasks can be on ECS.</summary>
    private static readonly TimeSpan KeepEnded = TimeSpan.FromHours(1);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(5);

    private long? _sweptAt;

    /// <summary>Each pod is a call of its own; as many as on ECS, so that both runtimes are watched in the same steps.</summary>
    public int MaxLaunch => 10;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FleetTask>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ListPodsAsync(WorkerPod.Selector, cancellationToken)).Where(IsAlive).Select(Describe)];

    /// <inheritdoc/>
    public async Task<LaunchResult> LaunchAsync(int count, string token, CancellationToken cancellationToken)
    {
        await SweepAsync(cancellationToken);

        // The names follow from the token, so a launch that is repeated finds its pods in the way.
        var launch = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..16];
        var started = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            var pod = WorkerPod.Create(
                string.Create(CultureInfo.InvariantCulture, $"cloudide-worker-{launch}-{i}"), launch, count, settings, limits.MessagesPerTask);
            try
            {
                await kubernetes.CoreV1.CreateNamespacedPodAsync(pod, settings.Namespace, cancellationToken: cancellationToken);
                started.Add(pod.Metadata.Name);
            }
            catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Conflict && i == 0)
            {
                return await FindLaunchAsync(launch, count, token, e, cancellationToken);
            }
            catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.UnprocessableEntity)
            {
                // A quota that is reached, or a pod that the cluster does not take. What was started before counts.
                return new LaunchResult(started, [Message(e)]);
            }
        }

        return new LaunchResult(started, []);
    }

    /// <inheritdoc/>
    public async Task StopAsync(string taskId, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await kubernetes.CoreV1.DeleteNamespacedPodAsync(taskId, settings.Namespace, cancellationToken: cancellationToken);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound)
        {
            // It has gone by itself.
        }
    }

    private static bool IsAlive(V1Pod pod) => pod.Metadata.DeletionTimestamp is null && pod.Status?.Phase is not ("Succeeded" or "Failed");

    /// <summary>A pod that cannot start says why, such as <c>ImagePullBackOff</c>; its phase alone would only say "Pending" for ever.</summary>
    private static string StatusOf(V1Pod pod)
    {
        var phase = pod.Status?.Phase ?? "Pending";
        var waits = pod.Status?.ContainerStatuses?.Select(container => container.State?.Waiting?.Reason).FirstOrDefault(why => why is not null)
            ?? pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" })?.Reason;
        return waits is null or "ContainerCreating" ? phase : $"{phase}: {waits}";
    }

    /// <summary>The API server answers with a Status object, whose message is what a person wants.</summary>
    private static string Message(HttpOperationException error)
    {
        try
        {
            return KubernetesJson.Deserialize<V1Status>(error.Response.Content).Message ?? error.Message;
        }
        catch (System.Text.Json.JsonException)
        {
            return $"{(int)error.Response.StatusCode}: {error.Response.Content}";
        }
    }

    private FleetTask Describe(V1Pod pod)
    {
        var image = pod.Spec?.Containers?.FirstOrDefault()?.Image;
        return new FleetTask(pod.Metadata.Name, StatusOf(pod))
        {
            Revision = image,
            Outdated = image is not null && image != settings.WorkerImage,
            CreatedAt = pod.Metadata.CreationTimestamp is { } created ? new DateTimeOffset(created.ToUniversalTime()) : null,
        };
    }

    private async Task<LaunchResult> FindLaunchAsync(
        string launch, int count, string token, HttpOperationException conflict, CancellationToken cancellationToken)
    {
        var pods = await ListPodsAsync($"{WorkerPod.LaunchLabel}={launch}", cancellationToken);
        var wanted = count.ToString(CultureInfo.InvariantCulture);
        return pods.All(pod => pod.Metadata.Annotations?.TryGetValue(WorkerPod.CountAnnotation, out var made) is true && made == wanted)
            ? new LaunchResult([.. pods.Where(IsAlive).Select(pod => pod.Metadata.Name)], [])
            : throw new TokenReusedException(token, conflict);
    }

    private async Task<List<V1Pod>> ListPodsAsync(string selector, CancellationToken cancellationToken)
    {
        var pods = new List<V1Pod>();
        string? next = null;
        do
        {
            var page = await kubernetes.CoreV1.ListNamespacedPodAsync(
                settings.Namespace, labelSelector: selector, limit: PageSize, continueParameter: next, cancellationToken: cancellationToken);
            pods.AddRange(page.Items ?? []);
            next = page.Metadata?.ContinueProperty;
        }
        while (!string.IsNullOrEmpty(next));

        return pods;
    }

    // Pods that ended stay until somebody removes them.
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (_sweptAt is { } swept && timeProvider.GetElapsedTime(swept) < SweepInterval)
        {
            return;
        }

        _sweptAt = timeProvider.GetTimestamp();
        try
        {
            var before = timeProvider.GetUtcNow() - KeepEnded;
            foreach (var pod in await ListPodsAsync(WorkerPod.Selector, cancellationToken))
            {
                if (pod.Status?.Phase is "Succeeded" or "Failed" && EndedAt(pod) < before)
                {
                    await StopAsync(pod.Metadata.Name, "It ended long ago.", cancellationToken);
                }
            }
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException)
        {
            // They are in nobody's way; the launch matters.
            LogNotRemoved(e);
        }
    }

    private static DateTimeOffset EndedAt(V1Pod pod)
    {
        var ended = pod.Status?.ContainerStatuses?.Max(container => container.State?.Terminated?.FinishedAt) ?? pod.Metadata.CreationTimestamp;
        return ended is { } at ? new DateTimeOffset(at.ToUniversalTime()) : DateTimeOffset.MaxValue;
    }
}
