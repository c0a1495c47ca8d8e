using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace CloudIde.ServiceDefaults;

/// <summary>Metrics for Prometheus, beside those that go to an OTLP endpoint.</summary>
public static class MetricsExtensions
{
    /// <summary>Where metrics are.</summary>
    public const string Path = "/metrics";

    /// <summary>Adds what <see cref="MapMetrics"/> needs. Nothing is collected until somebody asks.</summary>
    /// <param name="builder">The host builder.</param>
    public static void AddPrometheus(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddPrometheusExporter());
    }

    /// <summary>Maps <see cref="Path"/>. The caller says who may read it.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The endpoint.</returns>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheusScrapingEndpoint(Path);
}
