using CloudIde.ServiceDefaults;

namespace CloudIde.Emulator.Hosting;

/// <summary>Telemetry that costs nothing while nobody collects it.</summary>
internal static class EmulatorTelemetry
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Adds the service defaults where a collector is named, and health checks and a log alone otherwise: the
    /// telemetry pipeline is a third of the start and of the memory, and without a collector nothing would leave it.
    /// </summary>
    /// <param name="builder">The emulator's builder.</param>
    /// <param name="loggerFactory">Receives the logs; null: the console.</param>
    public static void AddEmulatorTelemetry(this WebApplicationBuilder builder, ILoggerFactory? loggerFactory)
    {
        builder.Configuration.AddEnvironmentVariables();
        if (!string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpoint]))
        {
            builder.AddServiceDefaults("cloudide-emulator");
        }
        else
        {
            builder.Services.AddHealthChecks();

            // The host makes an activity for every request as long as this log takes anything, and nobody would see it.
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        }

        if (loggerFactory is not null)
        {
            builder.Services.AddSingleton(loggerFactory);
            return;
        }

        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        // A failed start is thrown to whoever starts the emulator, who says it in a sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
    }
}
