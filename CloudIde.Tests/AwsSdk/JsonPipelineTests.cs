using System.Collections.Concurrent;
using Amazon.ECS;
using Amazon.ECS.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace CloudIde.Tests.AwsSdk;

/// <summary>What goes over the wire, and how errors come back, against a server that answers as it is told.</summary>
public sealed class JsonPipelineTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(int Status, string Type, string Body)> _answers = new();
    private readonly ConcurrentQueue<(string Target, string Authorization, string Body)> _requests = new();
    private readonly WebApplication _server = Create();

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            _requests.Enqueue((
                context.Request.Headers["X-Amz-Target"].ToString(),
                context.Request.Headers.Authorization.ToString(),
                await reader.ReadToEndAsync(context.RequestAborted)));
            var (status, type, body) = _answers.TryDequeue(out var answer) ? answer : (200, "", "{}");
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/x-amz-json-1.1";
            await context.Response.WriteAsync(body, context.RequestAborted);
        });
        await _server.StartAsync(CancellationToken);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Request_OnTheWire_IsSignedJsonWithoutUnsetMembers()
    {
        using var ecs = Client();

        var answer = await ecs.ListTasksAsync(
            new ListTasksRequest { Cluster = "c", MaxResults = 7, DesiredStatus = DesiredStatus.RUNNING }, CancellationToken);

        Assert.Null(answer.TaskArns);
        Assert.True(_requests.TryDequeue(out var request));
        Assert.Equal("AmazonEC2ContainerServiceV20141113.ListTasks", request.Target);
        Assert.Contains("/us-east-1/ecs/aws4_request", request.Authorization, StringComparison.Ordinal);
        Assert.Equal("""{"cluster":"c","desiredStatus":"RUNNING","maxResults":7}""", request.Body);
    }

    [Fact]
    public async Task Response_WithUnknownMembersAndValues_IsRead()
    {
        _answers.Enqueue((200, "", """{"tasks":[{"taskArn":"t","launchType":"MOON","createdAt":1.5,"new":{"x":[1]}}]}"""));
        using var ecs = Client();

        var answer = await ecs.DescribeTasksAsync(new DescribeTasksRequest { Tasks = ["t"] }, CancellationToken);

        var task = Assert.Single(answer.Tasks);
        Assert.Equal("MOON", task.LaunchType.Value);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(1.5), task.CreatedAt);
        Assert.Equal(DateTimeKind.Utc, task.CreatedAt!.Value.Kind);
    }

    [Fact]
    public async Task Error_Throttling_IsRetriedAndThenAnEcsExceptionWithItsCode()
    {
        for (var i = 0; i < 2; i++)
        {
            _answers.Enqueue((400, "", """{"__type":"ThrottlingException","message":"Rate exceeded"}"""));
        }

        using var ecs = Client(retries: 1);

        var error = await Assert.ThrowsAsync<AmazonECSException>(
            () => ecs.StopTaskAsync(new StopTaskRequest { Task = "t" }, CancellationToken));

        Assert.Equal("ThrottlingException", error.ErrorCode);
        Assert.Equal("Rate exceeded", error.Message);
        Assert.Equal(2, _requests.Count);
    }

    [Fact]
    public async Task Error_OfAServerOnce_IsRetriedAndSucceeds()
    {
        _answers.Enqueue((500, "", """{"__type":"ServerException","message":"sorry"}"""));
        _answers.Enqueue((200, "", """{"task":{"taskArn":"t"}}"""));
        using var ecs = Client(retries: 1);

        var answer = await ecs.StopTaskAsync(new StopTaskRequest { Task = "t" }, CancellationToken);

        Assert.Equal("t", answer.Task.TaskArn);
    }

    [Fact]
    public async Task Error_WithANamespacedType_IsTyped()
    {
        _answers.Enqueue((400, "", """{"__type":"com.amazonaws.ecs#ConflictException","message":"used before"}"""));
        using var ecs = Client();

        var error = await Assert.ThrowsAsync<ConflictException>(
            () => ecs.RunTaskAsync(new RunTaskRequest { ClientToken = "x" }, CancellationToken));

        Assert.Equal("used before", error.Message);
    }

    private static WebApplication Create()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add("http://127.0.0.1:0");
        return server;
    }

    private AmazonECSClient Client(int retries = 0) => new(
        MotoServer.Credentials,
        new AmazonECSConfig { ServiceURL = _server.Urls.First(), AuthenticationRegion = "us-east-1", MaxErrorRetry = retries });
}
