using Amazon.ECS;
using Amazon.ECS.Model;
using CloudIde.Orchestrator.Settings;
using Task = System.Threading.Tasks.Task;

namespace CloudIde.Orchestrator.Fleet;

/// <summary>Worker tasks on ECS Fargate, started by RunTask and found again by their <c>startedBy</c>.</summary>
internal sealed class EcsTaskRuntime(IAmazonECS ecs, EcsSettings settings) : ITaskRuntime
{
    /// <summary>
    /// Marks the tasks of this fleet. It is not unique to a process, so that the next orchestrator finds the tasks of the
    /// one before it; the cluster keeps fleets apart.
    /// </summary>
    public const string StartedBy = "cloudide-orchestrator";

    /// <summary>ECS describes at most this many tasks a call, which is also ListTasks' page.</summary>
    private const int PageSize = 100;

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
                .Select(task => new FleetTask(IdOf(task.TaskArn), task.LastStatus)));
        }

        return tasks;
    }

    public async Task<LaunchResult> LaunchAsync(int count, string token, CancellationToken cancellationToken)
    {
        try
        {
            var response = await ecs.RunTaskAsync(
                new RunTaskRequest
                {
                    Cluster = settings.Cluster,
                    TaskDefinition = settings.TaskDefinition,
                    Count = count,
                    LaunchType = LaunchType.FARGATE,
                    ClientToken = token,
                    StartedBy = StartedBy,
                    NetworkConfiguration = Network(),
                },
                cancellationToken);

            // Failures come inside a successful answer.
            return new LaunchResult(
                [.. (response.Tasks ?? []).Where(task => task.LastStatus != "STOPPED").Select(task => IdOf(task.TaskArn))],
                [.. (response.Failures ?? []).Select(Describe)]);
        }
        catch (ConflictException e)
        {
            throw new TokenReusedException(token, e);
        }
    }

    public async Task StopAsync(string taskId, string reason, CancellationToken cancellationToken) =>
        await ecs.StopTaskAsync(
            new StopTaskRequest { Cluster = settings.Cluster, Task = taskId, Reason = reason }, cancellationToken);

    // arn:aws:ecs:REGION:ACCOUNT:task/CLUSTER/ID, or without the cluster in old accounts.
    private static string IdOf(string arn) => arn[(arn.LastIndexOf('/') + 1)..];

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
