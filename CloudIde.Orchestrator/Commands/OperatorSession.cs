using CloudIde.Core.Activations;
using CloudIde.Core.Operations;
using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Hosting;
using CloudIde.Orchestrator.Settings;
using StackExchange.Redis;

namespace CloudIde.Orchestrator.Commands;

/// <summary>What commands talk to: the same parts as the orchestrator's, of which each is connected when it is first used.</summary>
internal sealed class OperatorSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private OperatorSession(OrchestratorSettings settings, ServiceProvider services)
    {
        Settings = settings;
        _services = services;
    }

    public OrchestratorSettings Settings { get; }

    public ITaskRuntime Runtime => Get<ITaskRuntime>();

    public ITaskLogs Logs => Get<ITaskLogs>();

    public IWorkerFleet Workers => Get<IWorkerFleet>();

    public ActivationQueue Queue => Get<ActivationQueue>();

    public OperationsRecords Records => Get<OperationsRecords>();

    public TimeProvider Time => Get<TimeProvider>();

    /// <summary>Reads the settings and prepares the parts.</summary>
    /// <param name="configuration">The settings.</param>
    /// <returns>The session.</returns>
    /// <exception cref="Core.Settings.InvalidSettingsException">A setting is invalid; all are listed.</exception>
    public static OperatorSession Open(IConfiguration configuration)
    {
        var settings = OrchestratorSettings.Read(configuration);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMetrics();
        services.AddOrchestrator(configuration, settings);

        // One that is not there fails the first use and all that follow, instead of each after a while.
        var redis = new Lazy<IConnectionMultiplexer>(() => ConnectionMultiplexer.Connect(OperatorRedis.Options(settings.Redis)));
        services.AddSingleton(_ => redis.Value);
        return new OperatorSession(settings, services.BuildServiceProvider());
    }

    /// <summary>Another part.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <returns>The part.</returns>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Lists the fleet.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The tasks with their workers, oldest first.</returns>
    public async Task<IReadOnlyList<TaskReport>> ListTasksAsync(CancellationToken cancellationToken)
    {
        // Tasks first: a worker that registers in between is then seen as registered.
        var tasks = await Runtime.ListAsync(cancellationToken);
        return TaskReports.Of(tasks, await Workers.ListAsync(cancellationToken));
    }

    /// <summary>Finds one task by its id, its ARN or the beginning of its id.</summary>
    /// <param name="name">What the operator typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The task with its worker.</returns>
    /// <exception cref="InvalidDataException">There is none, or more than one.</exception>
    public async Task<TaskReport> FindTaskAsync(string name, CancellationToken cancellationToken)
    {
        var id = name[(name.LastIndexOf('/') + 1)..];
        var tasks = await ListTasksAsync(cancellationToken);
        if (tasks.FirstOrDefault(task => task.TaskId == id) is { } exact)
        {
            return exact;
        }

        var found = id.Length == 0 ? [] : tasks.Where(task => task.TaskId.StartsWith(id, StringComparison.Ordinal)).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new InvalidDataException($"There is no task {name} that starts or runs. The command tasks lists them."),
            _ => throw new InvalidDataException($"{found.Count} tasks begin with {name}: {string.Join(", ", found.Select(task => task.TaskId))}."),
        };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
