using System.Globalization;
using CloudIde.AppHost.Topology;
using CloudIde.Emulator;
using CloudIde.Emulator.Redis;
using CloudIde.Orchestrator;
using CloudIde.Orchestrator.Setup;
using CloudIde.Server;

namespace CloudIde.AppHost.Embedded;

/// <summary>
/// All of CloudIDE, started in this process: Redis and the emulated AWS first, then what they need to hold, then the server
/// and the orchestrator. Workers are processes of their own, which the emulated Fargate starts as on AWS. A test or a
/// benchmark can host it too.
/// </summary>
internal sealed class EmbeddedSystem : IAsyncDisposable
{
    private const int UsualServerPort = 5080;
    private const int UsualEmulatorPort = 4566;
    private const int UsualRedisPort = 6380;

    private readonly Stack<Func<ValueTask>> _started = new();
    private readonly List<string> _notices = [];

    private IReadOnlyDictionary<string, string?> _workerSettings = new Dictionary<string, string?>();

    private EmbeddedSystem()
    {
    }

    /// <summary>Where people point their browser.</summary>
    public Uri ServerAddress { get; private set; } = null!;

    /// <summary>Where AWS clients point <c>AWS_ENDPOINT_URL</c>.</summary>
    public Uri AwsEndpoint { get; private set; } = null!;

    /// <summary>Redis' port on loopback.</summary>
    public int RedisPort { get; private set; }

    /// <summary>Where state is kept.</summary>
    public string DataDirectory { get; private set; } = null!;

    /// <summary>Starts everything, and waits until each part is healthy.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="cancellationToken">Gives up; what was started is stopped.</param>
    /// <returns>The running system.</returns>
    /// <exception cref="Core.Settings.InvalidSettingsException">A setting is invalid.</exception>
    /// <exception cref="IOException">A port is taken, or the data folder cannot be used.</exception>
    public static Task<EmbeddedSystem> StartAsync(EmbeddedOptions options, CancellationToken cancellationToken) =>
        StartAsync(options, new Dictionary<string, string?>(), cancellationToken);

    /// <summary>Starts everything with settings that count before those of the environment.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="settings">Settings by their names.</param>
    /// <param name="cancellationToken">Gives up; what was started is stopped.</param>
    /// <returns>The running system.</returns>
    /// <exception cref="Core.Settings.InvalidSettingsException">A setting is invalid.</exception>
    /// <exception cref="IOException">A port is taken, or the data folder cannot be used.</exception>
    public static async Task<EmbeddedSystem> StartAsync(
        EmbeddedOptions options, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        var system = new EmbeddedSystem();
        try
        {
            await system.StartPartsAsync(options, settings, cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>The settings with which a worker that the emulated Fargate did not start joins in: under a debugger, or in a test.</summary>
    /// <returns>Settings by their names; the Redis password is among them.</returns>
    public IReadOnlyDictionary<string, string?> WorkerSettings() => _workerSettings;

    /// <summary>What a person wants to know after the start.</summary>
    /// <returns>A few lines.</returns>
    public string Describe() => string.Join(Environment.NewLine,
    [
        .. _notices,
        "",
        $"  CloudIDE is ready: {ServerAddress.AbsoluteUri.TrimEnd('/')}",
        "",
        $"  Emulated AWS       {AwsEndpoint.AbsoluteUri.TrimEnd('/')}",
        string.Create(CultureInfo.InvariantCulture, $"  Redis              localhost:{RedisPort}"),
        $"  State is kept in   {DataDirectory}",
        "",
        "  Press Ctrl-C to stop.",
        "",
    ]);

    /// <summary>Stops everything in the reverse order of the start, so that workers can save their files on the way down.</summary>
    /// <returns>A task that ends when nothing is left.</returns>
    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var stop))
        {
            await stop();
        }
    }

    private async Task StartPartsAsync(
        EmbeddedOptions options, IReadOnlyDictionary<string, string?> overrides, CancellationToken cancellationToken)
    {
        if (options.Port is { } wanted && !PortChoice.IsFree(wanted))
        {
            throw new IOException($"Port {wanted} is in use: choose another one with --port.");
        }

        if (OperatingSystem.IsWindows())
        {
            _notices.Add("On Windows the worker needs a container or WSL: run CloudIDE in WSL to use terminals.");
        }

        var folder = DataFolder.Open(options.DataDirectory);
        Started(folder);
        DataDirectory = folder.Path;

        var settings = new EmbeddedSettings(folder, options, overrides);
        Started(settings);
        settings.CheckWorkerSettings();

        var redis = await StartOnPortAsync(
            "Redis", UsualRedisPort, port => Task.FromResult(RedisHost.Start(port, settings.RedisPassword, socketPath: folder.RedisSocket)));
        Started(redis);
        RedisPort = redis.Port;

        var emulator = await StartOnPortAsync(
            "The emulated AWS",
            UsualEmulatorPort,
            port => EmulatorHost.StartAsync(settings.Emulator(port, WorkerProgram.Command), cancellationToken));
        Started(emulator.DisposeAsync);
        AwsEndpoint = emulator.Endpoint;

        var configuration = settings.Services(AwsEndpoint, RedisPort);
        _workerSettings = EmbeddedSettings.WorkerConnection(configuration);
        await OrchestratorSetup.RunAsync(configuration, settings.Setup(), cancellationToken);

        Task<ServerHost> StartServerAsync(int port) => ServerHost.StartAsync(settings.Server(configuration, port), cancellationToken);
        var server = options.Port is { } chosen
            ? await StartServerAsync(chosen)
            : await StartOnPortAsync("The server", UsualServerPort, StartServerAsync);
        Started(server.DisposeAsync);
        ServerAddress = server.Address;

        var orchestrator = await OrchestratorHost.StartAsync(new OrchestratorOptions { Configuration = configuration }, cancellationToken);
        Started(orchestrator.DisposeAsync);

        await HealthWait.UntilHealthyAsync([AwsEndpoint, ServerAddress, orchestrator.Address], cancellationToken);
    }

    private void Started(Func<ValueTask> stop) => _started.Push(stop);

    private void Started(IDisposable part) => Started(() =>
    {
        part.Dispose();
        return ValueTask.CompletedTask;
    });

    private async Task<T> StartOnPortAsync<T>(string what, int usual, Func<int, Task<T>> start)
    {
        var (started, port) = await PortChoice.StartAsync(usual, start);
        if (port != usual)
        {
            _notices.Add(string.Create(CultureInfo.InvariantCulture, $"{what} listens on port {port}, because {usual} is in use."));
        }

        return started;
    }
}
