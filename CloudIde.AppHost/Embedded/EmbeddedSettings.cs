using System.Globalization;
using CloudIde.Core.Aws;
using CloudIde.Core.Settings;
using CloudIde.Emulator;
using CloudIde.Orchestrator.Setup;
using CloudIde.Server;
using CloudIde.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudIde.AppHost.Embedded;

/// <summary>
/// What the embedded host tells each part. The environment's settings count, except for those that say where things are:
/// everything is in this process, whatever the machine is set up for otherwise.
/// </summary>
internal sealed class EmbeddedSettings(DataFolder folder, EmbeddedOptions options, IReadOnlyDictionary<string, string?> overrides) : IDisposable
{
    /// <summary>
    /// Where the framework writes a part's failed start with its stack. It is thrown to this host too, which takes another port or
    /// says it in a sentence.
    /// </summary>
    private const string StartLog = "Microsoft.Extensions.Hosting.Internal.Host";

    private const string WorkerImage = "cloudide-worker";

    /// <summary>Settings of workers that a person may set for a local run; they reach the worker by its task definition.</summary>
    private static readonly string[] PassedToWorkers =
    [
        "ACTIVATION_VISIBILITY_SECONDS",
        "ECS_MESSAGES_PER_TASK",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_HEADERS",
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "SHELL_PATH",
        "TERMINAL_HISTORY_BYTES",
        "WORKSPACE_IDLE_SECONDS",
        "WORKSPACE_ISOLATION",
        "WORKSPACE_MAX_DISK_MEGABYTES",
        "WORKSPACE_MAX_FILE_MEGABYTES",
        "WORKSPACE_MAX_FILES",
        "WORKSPACE_MAX_MEMORY_MEGABYTES",
        "WORKSPACE_MAX_OPEN_FILES",
        "WORKSPACE_MAX_PROCESSES",
        "WORKSPACE_NICE",
        "WORKSPACE_SYNC_SECONDS",
    ];

    /// <summary>Settings that say where things are, for a worker.</summary>
    private static readonly string[] ConnectionNames =
    [
        "AWS_ACCESS_KEY_ID",
        "AWS_ENDPOINT_URL",
        "AWS_REGION",
        "AWS_S3_BUCKET_NAME",
        "AWS_SECRET_ACCESS_KEY",
        "REDIS_HOST",
        "REDIS_PASSWORD",
        "REDIS_PORT",
        "REDIS_SOCKET",
    ];

    private readonly ILoggerFactory _loggers = LoggerFactory.Create(logging =>
        logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(options.Verbose ? LogLevel.Information : LogLevel.Warning)
            .AddFilter(StartLog, LogLevel.Critical));

    private readonly IConfiguration _environment = new ConfigurationBuilder()
        .AddEnvironmentVariables()
        .AddInMemoryCollection(overrides)
        .Build();

    private string LogLevelName => (options.Verbose ? LogLevel.Information : LogLevel.Warning).ToString();

    /// <summary>What clients of the embedded Redis must give: other users of this machine reach loopback too.</summary>
    public string RedisPassword { get; } = folder.Secret("redis-password");

    /// <summary>Checks the workers' settings now: a worker that starts later would only say so in its log.</summary>
    /// <exception cref="InvalidSettingsException">A setting is invalid; all are listed.</exception>
    public void CheckWorkerSettings() => SettingsReader.Read(_environment, WorkerSettings.Read);

    /// <summary>How the emulated AWS runs.</summary>
    /// <param name="port">Its port.</param>
    /// <param name="worker">The command line that stands for the worker's image.</param>
    /// <returns>Its options.</returns>
    public EmulatorOptions Emulator(int port, IReadOnlyList<string> worker) =>
        SettingsReader.Read(_environment, EmulatorOptions.Read) with
        {
            Port = port,
            DataDirectory = folder.Aws,
            Region = AwsSettings.DefaultRegion,
            RedisPort = null,
            Images = new Dictionary<string, IReadOnlyList<string>> { [WorkerImage] = worker },
            LoggerFactory = _loggers,
        };

    /// <summary>The settings of server and orchestrator.</summary>
    /// <param name="awsEndpoint">The emulated AWS.</param>
    /// <param name="redisPort">Redis' port on loopback.</param>
    /// <returns>The environment's settings, with those that say where things are replaced.</returns>
    public IConfiguration Services(Uri awsEndpoint, int redisPort) => new ConfigurationBuilder()
        .AddConfiguration(_environment)
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = awsEndpoint.AbsoluteUri.TrimEnd('/'),
            ["AWS_ENDPOINT_URL_S3"] = null,
            ["AWS_ENDPOINT_URL_SQS"] = null,
            ["AWS_REGION"] = AwsSettings.DefaultRegion,
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["AWS_SESSION_TOKEN"] = null,
            ["AWS_SQS_QUEUE_URL"] = null,
            ["AWS_S3_BUCKET_NAME"] = AwsSettings.DefaultBucketName,
            ["ConnectionStrings:redis"] = null,
            ["REDIS_HOST"] = "127.0.0.1",
            ["REDIS_PORT"] = redisPort.ToString(CultureInfo.InvariantCulture),
            ["REDIS_PASSWORD"] = RedisPassword,
            ["REDIS_SOCKET"] = folder.RedisSocket,
            ["CLOUDIDE_DATA"] = folder.Server,
            ["JWT_SECRET"] = _environment["JWT_SECRET"] ?? folder.Secret("jwt-secret"),
            ["ECS_SUBNETS"] = "subnet-local",
            ["ECS_SECURITY_GROUPS"] = "sg-local",
            ["ORCHESTRATOR_PORT"] = "0",
            ["ORCHESTRATOR_RUNTIME"] = "ecs",

            // Everything here belongs to the person who started it, whatever name the account gets.
            ["OPS_USERS"] = _environment["OPS_USERS"] ?? "*",
            ["Logging:LogLevel:Default"] = LogLevelName,
            // Kestrel's and the hosts' own lines would hide the one address that a person looks for.
            ["Logging:LogLevel:Microsoft"] = "Warning",
            ["Logging:LogLevel:" + StartLog] = "Critical",
        })
        .Build();

    /// <summary>What the worker's task definition holds beyond what follows from the orchestrator's settings.</summary>
    /// <returns>How to set up.</returns>
    public SetupOptions Setup()
    {
        var environment = new Dictionary<string, string>
        {
            ["WORKER_DATA"] = folder.Workspaces,

            // The definition allows as long as Fargate does; a person who pressed Ctrl-C waits in front of it.
            ["WORKER_STOP_SECONDS"] = "25",
        };
        foreach (var name in PassedToWorkers)
        {
            if (!string.IsNullOrWhiteSpace(_environment[name]))
            {
                environment[name] = _environment[name]!;
            }
        }

        return new SetupOptions { WorkerEnvironment = environment };
    }

    /// <summary>What a worker needs to join in, out of the settings of the other parts.</summary>
    /// <param name="configuration">Their settings.</param>
    /// <returns>The worker's settings.</returns>
    public static IReadOnlyDictionary<string, string?> WorkerConnection(IConfiguration configuration) =>
        ConnectionNames.ToDictionary(name => name, name => configuration[name]);

    /// <summary>How the server is hosted.</summary>
    /// <param name="configuration">Its settings.</param>
    /// <param name="port">Its port.</param>
    /// <returns>Its options.</returns>
    public ServerOptions Server(IConfiguration configuration, int port) => new()
    {
        Configuration = configuration,
        Urls = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}"),
        EnvironmentName = Environments.Development,
        HandlesSignals = false,
    };

    /// <inheritdoc/>
    public void Dispose() => _loggers.Dispose();
}
