using Amazon.ECS;
using Amazon.ECS.Model;
using CloudIde.Orchestrator.Settings;
using Task = System.Threading.Tasks.Task;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>Worker tasks on ECS Fargate, started by RunTask and found again by their <c>startedBy</c>.</summary>
internal sealed class EcsTaskRuntime(IAmazonECS ecs, EcsSettings settings, TimeProvider? timeProvider = null) : ITaskRuntime, IEndedTasks
{
    /// <summary>
    /// Marks the tasks of this fleet. It is not unique to a process, so that the next orchestrator finds the tasks of the
    /// one before it; the cluster keeps fleets apart.
    /// </summary>
    public const string StartedBy = "cloudide-orchestrator";

    /// <summary>ECS describes at most this many tasks a call, which is also ListTasks' page.</summary>
    private const int PageSize = 100;

    /// <summary>How long launches go on demand after Spot had no capacity: a task that costs more beats none.</summary>
    private static readonly TimeSpan SpotPause = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private long? _spotFailedAt;

    private bool UsesSpot => settings.SpotPercent > 0 && !(_spotFailedAt is { } failed && _time.GetElapsedTime(failed) < SpotPause);

    /// <summary>ECS' limit of RunTask's count.</summary>
    public int MaxLaunch => 10;

    public async Task<IReadOnlyList<FleetTask>> ListAsync(CancellationToken cancellationToken)
    {
        var arns = await ListArnsAsync(cancellationToken);
        var tasks = new List<FleetTask>(arns.Count);
        foreach (var page in arns.Chunk(PageSize))
        {
            var described = await ecs.DescribeTasksAsync(
                new DescribeTasksRequest { Cluster = settings.Cluster, Tasks = [.. page] }, cancellationToken);

            // A task that is gone by now comes back as a failure, one that was stopped in between with that status.
            tasks.AddRange((described.Tasks ?? [])
                .Where(task => task.DesiredStatus != "STOPPED" && task.LastStatus != "STOPPED")
                .Select(Describe));
        }

        return tasks;
    }

    public async Task<LaunchResult> LaunchAsync(int count, string token, CancellationToken cancellationToken)
    {
        try
        {
            var response = await ecs.RunTaskAsync(CreateRequest(count, token), cancellationToken);

            // Failures come inside a successful answer.
            var failures = (response.Failures ?? []).ConvertAll(Describe);
            if (failures.Exists(IsCapacity))
            {
                _spotFailedAt = _time.GetTimestamp();
            }

            return new LaunchResult(
                [.. (response.Tasks ?? []).Where(task => task.LastStatus != "STOPPED").Select(task => IdOf(task.TaskArn))],
                failures);
        }
        catch (AmazonECSException e) when (IsCapacity(e.Message))
        {
            // The same failure as the one inside an answer: nothing was started.
            _spotFailedAt = _time.GetTimestamp();
            return new LaunchResult([], [e.Message]);
        }
        catch (ConflictException e)
        {
            throw new TokenReusedException(token, e);
        }
    }

    public async Task StopAsync(string taskId, string reason, CancellationToken cancellationToken) =>
        await ecs.StopTaskAsync(
            new StopTaskRequest { Cluster = settings.Cluster, Task = taskId, Reason = reason }, cancellationToken);

    public async Task<IReadOnlyList<string>> FindEndedAsync(IReadOnlyCollection<string> taskIds, CancellationToken cancellationToken)
    {
        var ended = new List<string>();
        foreach (var page in taskIds.Chunk(PageSize))
        {
            var described = await ecs.DescribeTasksAsync(
                new DescribeTasksRequest { Cluster = settings.Cluster, Tasks = [.. page] }, cancellationToken);

            // The programs end before the status is STOPPED: first the network interface is given back, which takes half a minute.
            ended.AddRange((described.Tasks ?? [])
                .Where(task => task.LastStatus == "STOPPED" || task.ExecutionStoppedAt is not null)
                .Select(task => IdOf(task.TaskArn)));
        }

        return ended;
    }

    // arn:aws:ecs:REGION:ACCOUNT:task/CLUSTER/ID, or without the cluster in old accounts.
    private static string IdOf(string arn) => arn[(arn.LastIndexOf('/') + 1)..];

    private FleetTask Describe(Amazon.ECS.Model.Task task) => new(IdOf(task.TaskArn), task.LastStatus)
    {
        Revision = TaskRevision.Of(task.TaskDefinitionArn),
        Outdated = TaskRevision.IsOutdated(task.TaskDefinitionArn, settings.TaskDefinition),
        Spot = task.CapacityProviderName == SpotShare.SpotProvider,
        CreatedAt = task.CreatedAt is { } created ? new DateTimeOffset(created.ToUniversalTime()) : null,
    };

    private RunTaskRequest CreateRequest(int count, string token)
    {
        var request = new RunTaskRequest
        {
            Cluster = settings.Cluster,
            TaskDefinition = settings.TaskDefinition,
            Count = count,
            ClientToken = token,
            StartedBy = StartedBy,
            NetworkConfiguration = Network(),
        };

        // ECS takes either the one or the other.
        if (UsesSpot)
        {
            request.CapacityProviderStrategy = SpotShare.Strategy(settings.SpotPercent, count, token);
        }
        else
        {
            request.LaunchType = LaunchType.FARGATE;
        }

        return request;
    }

    /// <summary>ECS' words, in a failure and in an exception: "Capacity is unavailable at this time."</summary>
    private static bool IsCapacity(string reason) => reason.Contains("Capacity is unavailable", StringComparison.OrdinalIgnoreCase);

    private static string Describe(Failure failure) => failure.Detail is null
        ? $"{failure.Reason} ({failure.Arn})"
        : $"{failure.Reason}: {failure.Detail} ({failure.Arn})";

    private async Task<List<string>> ListArnsAsync(CancellationToken cancellationToken)
    {
        // startedBy must be the only filter. Without a desired status ECS lists RUNNING, which includes tasks that start.
        var arns = new List<string>();
        var request = new ListTasksRequest { Cluster = settings.Cluster, StartedBy = StartedBy, MaxResults = PageSize };
        do
        {
            var page = await ecs.ListTasksAsync(request, cancellationToken);
            arns.AddRange(page.TaskArns ?? []);
            request.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));

        return arns;
    }

    private NetworkConfiguration Network() => new()
    {
        AwsvpcConfiguration = new AwsVpcConfiguration
        {
            Subnets = [.. settings.Subnets],
            SecurityGroups = [.. settings.SecurityGroups],
            AssignPublicIp = settings.AssignPublicIp ? AssignPublicIp.ENABLED : AssignPublicIp.DISABLED,
        },
    };
}
