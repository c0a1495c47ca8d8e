using CloudIde.Core.Aws;
using CloudIde.Core.Operations;
using CloudIde.Core.Redis;
using CloudIde.Core.Settings;
using CloudIde.Orchestrator.Cost;

namespace CloudIde.Orchestrator.Settings;

/// <summary>All settings of the orchestrator.</summary>
public sealed record OrchestratorSettings
{
    /// <summary>The port of the health endpoints, unless <c>ORCHESTRATOR_PORT</c> is set.</summary>
    public const int DefaultPort = 5090;

    /// <summary>A person or a round waits for the answer; the SDK would let them wait for minutes, and that five times.</summary>
    private static readonly TimeSpan AwsTimeout = TimeSpan.FromSeconds(15);

    private const string EcsRuntime = "ecs";
    private const string KubernetesRuntime = "kubernetes";

    /// <summary><c>ORCHESTRATOR_RUNTIME</c>: where tasks run, <c>ecs</c> (default) or <c>kubernetes</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Which AWS.</summary>
    public required AwsSettings Aws { get; init; }

    /// <summary>Where tasks run on ECS, and how many there may be on either runtime.</summary>
    public required EcsSettings Ecs { get; init; }

    /// <summary>Where tasks run on Kubernetes, or null on ECS.</summary>
    public KubernetesSettings? Kubernetes { get; init; }

    /// <summary>Where the tasks' logs are.</summary>
    public required TaskLogSettings Logs { get; init; }

    /// <summary>Where Redis is.</summary>
    public required RedisSettings Redis { get; init; }

    /// <summary><c>ORCHESTRATOR_POLICY</c>: what decides, <c>predictive</c> (default), <c>backlog</c> or <c>seed</c>.</summary>
    public required string Policy { get; init; }

    /// <summary>What tasks cost.</summary>
    public required Prices Prices { get; init; }

    /// <summary>What the fleet may cost.</summary>
    public required CostCeiling Ceiling { get; init; }

    /// <summary><c>ORCHESTRATOR_POLL_SECONDS</c>: how often it looks without being nudged. Default 5 s.</summary>
    public required TimeSpan PollInterval { get; init; }

    /// <summary>
    /// <c>ORCHESTRATOR_SCALE_IN_SECONDS</c>: how long fewer tasks must have been enough before one is drained. Default 60 s.
    /// </summary>
    public required TimeSpan ScaleInAfter { get; init; }

    /// <summary>
    /// <c>ORCHESTRATOR_START_SECONDS</c>: a task whose worker has not registered for this long is stopped and replaced.
    /// Generous, since Fargate takes up to 70 s and a large image longer. Default 300 s.
    /// </summary>
    public required TimeSpan StartBound { get; init; }

    /// <summary>
    /// <c>ORCHESTRATOR_DRAIN_SECONDS</c>: a worker that was asked to drain, is empty and has not ended for this long is
    /// stopped. Default 120 s, Fargate's longest stop timeout.
    /// </summary>
    public required TimeSpan DrainBound { get; init; }

    /// <summary><c>METRICS_TOKEN</c>: what a scraper of <c>/metrics</c> sends as a bearer token, or null: then it needs none.</summary>
    public string? MetricsToken { get; init; }

    /// <summary>Where the health endpoints listen.</summary>
    public required string Urls { get; init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="configuration">Where the values come from.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="InvalidSettingsException">At least one value is invalid; all are listed.</exception>
    public static OrchestratorSettings Read(IConfiguration configuration) => SettingsReader.Read(configuration, Read);

    private static OrchestratorSettings Read(SettingsReader reader)
    {
        var runtime = reader.Choice("ORCHESTRATOR_RUNTIME", EcsRuntime, EcsRuntime, KubernetesRuntime);
        var aws = AwsSettings.Read(reader) with { RequestTimeout = AwsTimeout };
        var prices = Prices.Read(reader);
        var kubernetes = runtime == KubernetesRuntime
            ? KubernetesSettings.Read(reader, prices.TaskVcpu, prices.TaskMemoryGb)
            : null;
        return new OrchestratorSettings
        {
            Runtime = runtime,
            Aws = aws,
            Ecs = kubernetes is null ? EcsSettings.Read(reader, aws) : EcsSettings.ReadForKubernetes(reader, kubernetes.Namespace),
            Kubernetes = kubernetes,
            Logs = TaskLogSettings.Read(reader),
            Redis = RedisSettings.Read(reader),
            Policy = reader.Choice("ORCHESTRATOR_POLICY", "predictive", "seed", "backlog", "predictive"),
            Prices = prices,
            Ceiling = CostCeiling.Read(reader),
            PollInterval = Seconds(reader, "ORCHESTRATOR_POLL_SECONDS", 5, 0.05, 60),
            ScaleInAfter = Seconds(reader, "ORCHESTRATOR_SCALE_IN_SECONDS", 60, 0, 86_400),
            StartBound = Seconds(reader, "ORCHESTRATOR_START_SECONDS", 300, 5, 3_600),
            DrainBound = Seconds(reader, "ORCHESTRATOR_DRAIN_SECONDS", 120, 1, 3_600),
            MetricsToken = ServiceDefaults.MetricsToken.Read(reader.Text, reader.Reject),
            Urls = ReadUrls(reader),
        };
    }

    private static TimeSpan Seconds(SettingsReader reader, string name, double fallback, double min, double max) =>
        reader.Seconds(name, TimeSpan.FromSeconds(fallback), TimeSpan.FromSeconds(min), TimeSpan.FromSeconds(max));

    private static string ReadUrls(SettingsReader reader)
    {
        // A container or Aspire says where to listen in the way of ASP.NET; a person at a terminal says a port, on loopback.
        var port = reader.WholeNumber("ORCHESTRATOR_PORT", DefaultPort, 0, 65_535);
        if (reader.Text("ORCHESTRATOR_PORT") is not null || reader.Text("ASPNETCORE_URLS") is not { } urls)
        {
            return $"http://127.0.0.1:{port}";
        }

        if (!urls.Split(';', StringSplitOptions.RemoveEmptyEntries).All(IsAddress))
        {
            reader.Reject("ASPNETCORE_URLS", urls, "http addresses such as http://0.0.0.0:5090, separated by semicolons");
        }

        return urls;
    }

    private static bool IsAddress(string url)
    {
        try
        {
            // Not a Uri: a host may be + or *.
            return BindingAddress.Parse(url) is { Scheme: "http", Port: >= 0 and <= 65_535 };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
