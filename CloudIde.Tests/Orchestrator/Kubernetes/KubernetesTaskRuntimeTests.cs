using CloudIde.Orchestrator.Fleet;
using CloudIde.Orchestrator.Kubernetes;
using CloudIde.Orchestrator.Settings;
using k8s;
using k8s.Autorest;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Kubernetes;

public sealed class KubernetesTaskRuntimeTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2025-01-01T00:00:00Z", null));
    private FakeKubernetes _cluster = null!;
    private IKubernetes _client = null!;
    private KubernetesTaskRuntime _runtime = null!;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await FakeKubernetes.StartAsync();
        _client = _cluster.CreateClient();
        _runtime = Runtime();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Launch_MakesPodsThatRunTheWorkerAndNothingElse()
    {
        var launched = await _runtime.LaunchAsync(2, "token-1", CancellationToken);

        Assert.Equal(2, launched.TaskIds.Count);
        Assert.Empty(launched.Failures);
        Assert.Equal(launched.TaskIds.Order(), _cluster.Pods.Select(pod => (string)pod["metadata"]!["name"]!));
        var spec = _cluster.Pods[0]["spec"]!;
        Assert.False((bool)spec["automountServiceAccountToken"]!);
        Assert.Equal("Never", (string?)spec["restartPolicy"]);
        Assert.Equal(120, (int)spec["terminationGracePeriodSeconds"]!);
        Assert.Equal("cloudide-worker", (string?)spec["serviceAccountName"]);
        var container = Assert.Single(spec["containers"]!.AsArray())!;
        Assert.Equal("registry/worker:7", (string?)container["image"]);
        Assert.Equal("500m", (string?)container["resources"]!["requests"]!["cpu"]);
        Assert.Equal("1Gi", (string?)container["resources"]!["limits"]!["memory"]);
        var environment = container["env"]!.AsArray().ToDictionary(entry => (string)entry!["name"]!, entry => entry!);
        Assert.Equal("metadata.name", (string?)environment["WORKER_ID"]["valueFrom"]!["fieldRef"]!["fieldPath"]);
        Assert.Equal("3", (string?)environment["ECS_MESSAGES_PER_TASK"]["value"]);
        Assert.Equal(
            ["cloudide-secrets"],
            container["envFrom"]!.AsArray().Select(source => (string?)source!["secretRef"]?["name"]).Where(name => name is not null));
    }

    [Fact]
    public async Task Launch_RepeatedWithItsToken_MakesNothingMore()
    {
        var first = await _runtime.LaunchAsync(2, "token-1", CancellationToken);

        // Another process, which knows nothing of the first.
        var again = await Runtime().LaunchAsync(2, "token-1", CancellationToken);
        await Assert.ThrowsAsync<TokenReusedException>(() => _runtime.LaunchAsync(3, "token-1", CancellationToken));
        var next = await _runtime.LaunchAsync(1, "token-2", CancellationToken);

        Assert.Equal(first.TaskIds.Order(), again.TaskIds.Order());
        Assert.DoesNotContain(Assert.Single(next.TaskIds), first.TaskIds);
        Assert.Equal(3, _cluster.Pods.Count);
    }

    [Fact]
    public async Task Launch_WhoseAnswerIsLost_IsFoundWhenItIsRepeated()
    {
        _cluster.LostAnswers = 1;

        await Assert.ThrowsAsync<HttpOperationException>(() => _runtime.LaunchAsync(2, "token-1", CancellationToken));
        var again = await _runtime.LaunchAsync(2, "token-1", CancellationToken);

        // The first pod was made, the second was not; the next round asks for what is missing.
        Assert.Equal(_cluster.Pods.Select(pod => (string)pod["metadata"]!["name"]!), again.TaskIds);
        Assert.Single(again.TaskIds);
    }

    [Fact]
    public async Task Launch_BeyondTheQuota_ReportsBothParts()
    {
        _cluster.Quota = 2;

        var launched = await _runtime.LaunchAsync(3, "token-1", CancellationToken);

        Assert.Equal(2, launched.TaskIds.Count);
        Assert.Contains("exceeded quota", Assert.Single(launched.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ShowsLivingPodsOfThisFleetWithTheirState()
    {
        var ids = (await _runtime.LaunchAsync(5, "token-1", CancellationToken)).TaskIds;
        _cluster.SetPhase(ids[0], "Running");
        _cluster.SetWaiting(ids[1], "ImagePullBackOff");
        _cluster.SetPhase(ids[2], "Failed");
        _cluster.SetPhase(ids[3], "Running");
        await _runtime.StopAsync(ids[3], "a test", CancellationToken);
        _cluster.SetPhase(ids[4], "Running");
        _cluster.Pod(ids[4])["spec"]!["containers"]![0]!["image"] = "registry/worker:6";

        var tasks = (await _runtime.ListAsync(CancellationToken)).ToDictionary(task => task.Id);

        Assert.Equal(new[] { ids[0], ids[1], ids[4] }.Order(), tasks.Keys.Order());
        Assert.True(tasks[ids[0]].IsRunning);
        Assert.Equal("Pending: ImagePullBackOff", tasks[ids[1]].Status);
        Assert.False(tasks[ids[1]].IsRunning);
        Assert.Equal((false, true), (tasks[ids[0]].Outdated, tasks[ids[4]].Outdated));
        Assert.Equal("registry/worker:6", tasks[ids[4]].Revision);
        Assert.Equal(_time.GetUtcNow(), tasks[ids[0]].CreatedAt);
    }

    [Fact]
    public async Task List_MoreThanAPage_ReadsEveryPage()
    {
        for (var i = 0; i < 51; i++)
        {
            await _runtime.LaunchAsync(10, $"token-{i}", CancellationToken);
        }

        Assert.Equal(510, (await _runtime.ListAsync(CancellationToken)).Select(task => task.Id).Distinct().Count());
        Assert.Contains(_cluster.Calls, call => call.Contains("continue=500", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_OfAnApiServerThatIsDown_IsAnErrorAndNotEmpty()
    {
        _cluster.IsDown = true;

        await Assert.ThrowsAsync<HttpOperationException>(() => _runtime.ListAsync(CancellationToken));
    }

    [Fact]
    public async Task Stop_OfAPodThatHasGone_IsDone()
    {
        await _runtime.StopAsync("no-such-pod", "a test", CancellationToken);

        Assert.Contains(_cluster.Calls, call => call.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Launch_RemovesPodsThatEndedLongAgo()
    {
        var ids = (await _runtime.LaunchAsync(2, "token-1", CancellationToken)).TaskIds;
        _cluster.SetPhase(ids[0], "Succeeded");
        _time.Advance(TimeSpan.FromMinutes(30));
        await _runtime.LaunchAsync(1, "token-2", CancellationToken);
        Assert.Equal(3, _cluster.Pods.Count);

        _time.Advance(TimeSpan.FromMinutes(31));
        await _runtime.LaunchAsync(1, "token-3", CancellationToken);

        Assert.Equal(3, _cluster.Pods.Count);
        Assert.DoesNotContain(_cluster.Pods, pod => (string?)pod["metadata"]!["name"] == ids[0]);
    }

    [Fact]
    public async Task Logs_OfPods_AreMergedAndFollowed()
    {
        var ids = (await _runtime.LaunchAsync(3, "token-1", CancellationToken)).TaskIds;
        _cluster.SetPhase(ids[0], "Running");
        _cluster.SetPhase(ids[1], "Running");
        var logs = new KubernetesTaskLogs(_client, Settings(), TimeProvider.System);

        var all = await logs.ReadAsync(null, DateTimeOffset.UtcNow.AddHours(-1), follow: false, CancellationToken).ToListAsync(CancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        var followed = new List<string>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var line in logs.ReadAsync(null, DateTimeOffset.UtcNow.AddHours(-1), follow: true, end.Token))
            {
                followed.Add(line.Message);

                // A pod that starts while others are followed is followed too.
                _cluster.SetPhase(ids[2], "Running");
                if (followed.Count == 6)
                {
                    await end.CancelAsync();
                }
            }
        });

        Assert.Equal([$"{ids[0]} says one", $"{ids[1]} says one"], all.Take(2).Select(line => line.Message).Order());
        Assert.Equal(4, all.Count);
        Assert.Equal(DateTimeOffset.Parse("2025-01-01T00:00:01.5Z", null), all[0].At);
        Assert.Equal(6, followed.Distinct().Count());
    }

    [Fact]
    public async Task Logs_ThatAreQuietForLongerThanACallMayTake_AreStillFollowed()
    {
        await using var cluster = await FakeKubernetes.StartAsync(TimeSpan.FromSeconds(2));
        using var client = cluster.CreateClient(bound: TimeSpan.FromSeconds(1));
        var runtime = new KubernetesTaskRuntime(
            client, Settings(), new FleetLimits(1, 10, 3), TimeProvider.System, NullLogger<KubernetesTaskRuntime>.Instance);
        cluster.SetPhase(Assert.Single((await runtime.LaunchAsync(1, "token-1", CancellationToken)).TaskIds), "Running");
        var logs = new KubernetesTaskLogs(client, Settings(), TimeProvider.System);

        var third = await logs.ReadAsync(null, DateTimeOffset.UtcNow.AddHours(-1), follow: true, CancellationToken)
            .Skip(2).FirstAsync(CancellationToken);

        Assert.EndsWith("says three", third.Message, StringComparison.Ordinal);
    }

    private static KubernetesSettings Settings() => OrchestratorSettings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ORCHESTRATOR_RUNTIME"] = "kubernetes",
            ["K8S_WORKER_IMAGE"] = "registry/worker:7",
        })
        .Build()).Kubernetes!;

    private KubernetesTaskRuntime Runtime() =>
        new(_client, Settings(), new FleetLimits(1, 10, 3), _time, NullLogger<KubernetesTaskRuntime>.Instance);
}
