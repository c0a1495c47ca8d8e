using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CloudIde.Server.Metadata;

/// <summary>Whether the metadata store answers.</summary>
internal sealed class MetadataHealthCheck(IMetadataStore store) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        await store.CheckAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
