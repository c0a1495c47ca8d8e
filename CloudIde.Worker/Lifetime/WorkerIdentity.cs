using System.Text.Json;

namespace CloudIde.Worker.Lifetime;

/// <summary>Who this worker is: on ECS the task it runs in, so that the orchestrator can match both.</summary>
/// <param name="WorkerId">The worker's name.</param>
/// <param name="TaskArn">The ECS task, or null outside ECS.</param>
internal sealed record WorkerIdentity(string WorkerId, string? TaskArn)
{
    /// <summary>Where ECS tells a container about its task; the agent sets it on Fargate from platform version 1.4 on.</summary>
    private const string MetadataVariable = "ECS_CONTAINER_METADATA_URI_V4";

    /// <summary>Finds out who this worker is.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="metadataUri">The value of <c>ECS_CONTAINER_METADATA_URI_V4</c>, or null.</param>
    /// <param name="http">The client for the metadata endpoint.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The identity.</returns>
    /// <exception cref="HttpRequestException">The metadata endpoint is set but does not answer.</exception>
    public static async Task<WorkerIdentity> ReadAsync(
        WorkerSettings settings, string? metadataUri, HttpClient http, CancellationToken cancellationToken)
    {
        string? taskArn = null;
        if (!string.IsNullOrEmpty(metadataUri))
        {
            await using var body = await http.GetStreamAsync(new Uri(metadataUri + "/task"), cancellationToken);
            using var task = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            taskArn = task.RootElement.GetProperty("TaskARN").GetString()
                ?? throw new HttpRequestException($"{MetadataVariable} answered without a TaskARN.");
        }

        var workerId = settings.WorkerId
            ?? taskArn?[(taskArn.LastIndexOf('/') + 1)..]
            ?? $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";
        return new WorkerIdentity(workerId, taskArn);
    }
}
