using CloudIde.Core.Settings;
using CloudIde.Orchestrator.Settings;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Settings;

public sealed class OrchestratorSettingsTests
{
    [Fact]
    public void Read_WithAnEmulator_HasTheDefaults()
    {
        var settings = Read(("AWS_ENDPOINT_URL", "http://localhost:4566"));

        Assert.Equal("cloudide-cluster", settings.Ecs.Cluster);
        Assert.Equal("cloudide-worker", settings.Ecs.TaskDefinition);
        Assert.Equal(new FleetLimits(1, 10, 5), settings.Ecs.Limits);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.PollInterval);
        Assert.Equal(TimeSpan.FromSeconds(60), settings.ScaleInAfter);
        Assert.Equal("http://127.0.0.1:5090", settings.Urls);
    }

    [Fact]
    public void Read_OnAwsWithoutANetwork_NamesBothSettings()
    {
        var error = Assert.Throws<InvalidSettingsException>(() => Read());

        Assert.Equal(2, error.Problems.Count);
        Assert.StartsWith("ECS_SUBNETS is not set: expected", error.Problems[0], StringComparison.Ordinal);
        Assert.StartsWith("ECS_SECURITY_GROUPS is not set: expected", error.Problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OnAws_TakesTheSeedsSettings()
    {
        var settings = Read(
            ("ECS_SUBNETS", "subnet-xxx, subnet-yyy"), ("ECS_SECURITY_GROUPS", "sg-xxx"), ("ECS_ASSIGN_PUBLIC_IP", "false"),
            ("ECS_TASK_DEFINITION", "cloudide-worker:2"), ("ECS_MIN_TASKS", "0"), ("ECS_MAX_TASKS", "3"),
            ("ASPNETCORE_URLS", "http://+:8080"));

        Assert.Equal(["subnet-xxx", "subnet-yyy"], settings.Ecs.Subnets);
        Assert.Equal(["sg-xxx"], settings.Ecs.SecurityGroups);
        Assert.False(settings.Ecs.AssignPublicIp);
        Assert.Equal("cloudide-worker:2", settings.Ecs.TaskDefinition);
        Assert.Equal("http://+:8080", settings.Urls);
    }

    [Theory]
    [InlineData("ORCHESTRATOR_RUNTIME", "nomad")]
    [InlineData("ECS_SPOT_PERCENT", "101")]
    [InlineData("ECS_MAX_TASKS", "0")]
    [InlineData("ECS_MIN_TASKS", "many")]
    [InlineData("ECS_MESSAGES_PER_TASK", "0")]
    [InlineData("ECS_SUBNETS", "net-1")]
    [InlineData("ECS_ASSIGN_PUBLIC_IP", "perhaps")]
    [InlineData("ORCHESTRATOR_POLL_SECONDS", "0")]
    [InlineData("ORCHESTRATOR_PORT", "99999")]
    [InlineData("ASPNETCORE_URLS", "foo")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:5090;https://127.0.0.1:5091")]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:99999")]
    public void Read_AnInvalidValue_IsNamed(string name, string value)
    {
        var error = Assert.Throws<InvalidSettingsException>(() => Read(("AWS_ENDPOINT_URL", "http://localhost:4566"), (name, value)));

        Assert.StartsWith($"{name} is \"{value}\": expected", Assert.Single(error.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AMinimumAboveTheMaximum_IsRefused()
    {
        var error = Assert.Throws<InvalidSettingsException>(() => Read(
            ("AWS_ENDPOINT_URL", "http://localhost:4566"), ("ECS_MIN_TASKS", "5"), ("ECS_MAX_TASKS", "4")));

        Assert.StartsWith("ECS_MIN_TASKS is 5 and ECS_MAX_TASKS is 4", Assert.Single(error.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OnKubernetes_TakesTheSeedsSettingsAndNeedsNothingOfEcs()
    {
        var settings = Read(
            ("ORCHESTRATOR_RUNTIME", "kubernetes"), ("K8S_NAMESPACE", "workers"), ("K8S_WORKER_IMAGE", "r/w:1"),
            ("K8S_MIN_REPLICAS", "0"), ("K8S_MAX_REPLICAS", "3"), ("ECS_MIN_TASKS", "7"));

        Assert.Equal(("workers", "r/w:1"), (settings.Kubernetes!.Namespace, settings.Kubernetes.WorkerImage));
        Assert.Equal((0, 3), (settings.Ecs.Limits.MinTasks, settings.Ecs.Limits.MaxTasks));
        Assert.Null(Read(("AWS_ENDPOINT_URL", "http://localhost:4566")).Kubernetes);
    }

    [Theory]
    [InlineData("K8S_NAMESPACE", "Workers")]
    [InlineData("K8S_MIN_REPLICAS", "-1")]
    [InlineData("K8S_MAX_REPLICAS", "0")]
    [InlineData("K8S_WORKER_SECRET", "-")]
    public void Read_AnInvalidValueOfKubernetes_IsNamed(string name, string value)
    {
        var error = Assert.Throws<InvalidSettingsException>(() => Read(("ORCHESTRATOR_RUNTIME", "kubernetes"), (name, value)));

        Assert.StartsWith($"{name} is \"{value}\": expected", error.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AShortMetricsToken_IsRefusedWithoutBeingRepeated()
    {
        var error = Assert.Throws<InvalidSettingsException>(
            () => Read(("AWS_ENDPOINT_URL", "http://localhost:4566"), ("METRICS_TOKEN", "tooshort")));

        Assert.StartsWith("METRICS_TOKEN has 8 characters", Assert.Single(error.Problems), StringComparison.Ordinal);
        Assert.DoesNotContain("tooshort", error.Message, StringComparison.Ordinal);
    }

    private static OrchestratorSettings Read(params (string Name, string Value)[] values) => OrchestratorSettings.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(values.ToDictionary(pair => pair.Name, pair => (string?)pair.Value))
            .Build());
}
