using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using CloudIde.Emulator.Ecs.Clusters;
using CloudIde.Emulator.Ecs.TaskDefinitions;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs.Tasks;

/// <summary>Starts and stops tasks.</summary>
internal sealed class TaskOperations
{
    private const int MaxReasonLength = 1024;

    private readonly Lock _lock = new();
    private readonly ClusterStore _clusters;
    private readonly TaskDefinitionStore _definitions;
    private readonly TaskStore _tasks;
    private readonly TaskSupervisor _supervisor;
    private readonly TaskWriter _writer;
    private readonly EcsArns _arns;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, LaunchRate>? _rates;

    public TaskOperations(
        ClusterStore clusters,
        TaskDefinitionStore definitions,
        TaskStore tasks,
        TaskSupervisor supervisor,
        EcsArns arns,
        EmulatorOptions options,
        TimeProvider time)
    {
        _clusters = clusters;
        _definitions = definitions;
        _tasks = tasks;
        _supervisor = supervisor;
        _writer = new TaskWriter(arns);
        _arns = arns;
        _time = time;
        _rates = options.EcsLimits == EcsLimits.Aws
            ? new() { [CapacityStrategy.Fargate] = new LaunchRate(time), [CapacityStrategy.Spot] = new LaunchRate(time) }
            : null;
    }

    public void Run(JsonInput input, Utf8JsonWriter output)
    {
        var request = RunTaskRequest.Read(input, _clusters, _definitions);
        var fingerprint = request.ClientToken is null ? null : RequestFingerprint.Of(input);
        List<TaskState> started;
        lock (_lock)
        {
            // Under one lock with the start, so that a repeated call that comes at the same time starts nothing.
            started = FindRepeated(request, fingerprint) ?? Launch(request, fingerprint);
        }

        output.WriteStartArray("tasks");
        foreach (var task in started)
        {
            output.WriteStartObject();
            _writer.Write(output, task, includeTags: true);
            output.WriteEndObject();
        }

        output.WriteEndArray();
        output.WriteStartArray("failures");
        output.WriteEndArray();
    }

    public void Stop(JsonInput input, Utf8JsonWriter output)
    {
        var cluster = _clusters.Active(input.Text("cluster"));
        var identifier = input.Text("task");
        if (string.IsNullOrEmpty(identifier))
        {
            throw EcsErrors.InvalidParameter("Task can not be blank.");
        }

        var reason = input.Text("reason") is { Length: > 0 } given ? given : "Task stopped by user";
        if (reason.Length > MaxReasonLength)
        {
            throw EcsErrors.InvalidParameter($"reason must have length less than or equal to {MaxReasonLength}.");
        }

        var entry = _tasks.Find(TaskIdentifier.Read(identifier, cluster.Name))
            ?? throw EcsErrors.InvalidParameter("The referenced task was not found.");
        if (entry.State.Cluster != cluster.Name)
        {
            throw EcsErrors.InvalidParameter("The referenced task was not found.");
        }

        output.WriteStartObject("task");
        _writer.Write(output, entry.RequestStop(StopCode.UserInitiated, reason, _time.GetUtcNow()), includeTags: true);
        output.WriteEndObject();
    }

    private List<TaskState>? FindRepeated(RunTaskRequest request, string? fingerprint)
    {
        if (request.ClientToken is null)
        {
            return null;
        }

        var earlier = _tasks.All
            .Where(task => task.ClientToken == request.ClientToken && task.Cluster == request.Cluster.Name)
            .OrderBy(task => task.SortKey, StringComparer.Ordinal)
            .ToList();
        if (earlier.Count == 0)
        {
            return null;
        }

        return earlier[0].RequestFingerprint == fingerprint
            ? earlier
            : throw new AwsServiceException(
                400, "ConflictException", "The clientToken was used with other parameters, and has started tasks.")
            {
                WriteMembers = writer => writer.WriteTexts("resourceIds", earlier.Select(task => _arns.Task(task.Cluster, task.Id))),
            };
    }

    private List<TaskState> Launch(RunTaskRequest request, string? fingerprint)
    {
        TakeRates(request);
        var started = new List<TaskState>(request.Count);
        for (var index = 0; index < request.Count; index++)
        {
            var entry = _tasks.Add(Create(request, request.Providers?[index], fingerprint));
            started.Add(entry.State);
            _supervisor.Launch(entry, request.Definition);
        }

        return started;
    }

    private void TakeRates(RunTaskRequest request)
    {
        if (_rates is null)
        {
            return;
        }

        var spot = request.Providers?.Count(provider => provider == CapacityStrategy.Spot) ?? 0;
        var onDemand = request.Count - spot;
        if ((onDemand > 0 && !_rates[CapacityStrategy.Fargate].TryTake(onDemand))
            || (spot > 0 && !_rates[CapacityStrategy.Spot].TryTake(spot)))
        {
            throw EcsErrors.Throttled();
        }
    }

    private TaskState Create(RunTaskRequest request, string? provider, string? fingerprint)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var subnetIndex = RandomNumberGenerator.GetInt32(request.Subnets.Count);
        return new TaskState
        {
            Id = id,
            Cluster = request.Cluster.Name,
            Family = request.Definition.Family,
            Revision = request.Definition.Revision,
            Group = request.Group,
            StartedBy = request.StartedBy,
            CapacityProvider = provider,

            // A subnet is in one zone: the same subnet gives the same.
            AvailabilityZone = $"{_arns.Region}{(char)('a' + (subnetIndex % 3))}",
            PlatformVersion = request.PlatformVersion,
            Cpu = request.Cpu,
            Memory = request.Memory,
            EnableExecuteCommand = request.EnableExecuteCommand,
            EphemeralStorageGiB = request.EphemeralStorageGiB,
            Overrides = request.Overrides,
            Tags = request.Tags,
            Network = CreateNetwork(request.Subnets[subnetIndex]),
            Containers =
            [
                .. request.Definition.Containers.Select(container => new ContainerState
                {
                    Name = container.Name,
                    Id = Guid.NewGuid().ToString(),
                    RuntimeId = string.Create(CultureInfo.InvariantCulture, $"{id}-{RandomNumberGenerator.GetInt32(1_000_000_000, int.MaxValue)}"),
                    Image = container.Image,
                    Cpu = container.Cpu,
                    Memory = container.Memory,
                    MemoryReservation = container.MemoryReservation,
                }),
            ],
            CreatedAt = _time.GetUtcNow(),
            ClientToken = request.ClientToken,
            RequestFingerprint = fingerprint,
        };
    }

    private static NetworkInterface CreateNetwork(string subnet)
    {
        var bytes = RandomNumberGenerator.GetBytes(8);
        return new NetworkInterface(
            Guid.NewGuid().ToString(),
            $"eni-{Convert.ToHexStringLower(bytes)}0"[..21],
            subnet,
            $"0a:{bytes[0]:x2}:{bytes[1]:x2}:{bytes[2]:x2}:{bytes[3]:x2}:{bytes[4]:x2}",
            string.Create(CultureInfo.InvariantCulture, $"10.0.{bytes[5] % 16}.{4 + (bytes[6] % 250)}"));
    }
}
