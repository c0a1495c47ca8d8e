using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CloudIde.Orchestrator.Settings;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Kubernetes;

/// <summary>k8s/: every file is what Kubernetes takes, all of them fit together, and nobody may more than he needs.</summary>
public sealed class KubernetesFilesTests
{
    private static readonly Dictionary<string, IReadOnlyList<object>> Files = Directory.GetFiles(Folder(), "*.yaml")
        .Where(file => Path.GetFileName(file) != "kustomization.yaml")
        .ToDictionary(file => Path.GetFileName(file), file => (IReadOnlyList<object>)KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true));

    private static IEnumerable<object> All => Files.Values.SelectMany(objects => objects);

    [Fact]
    public void Objects_AreInTheNamespaceOfTheSettings()
    {
        var settings = OrchestratorSettings.Read(Configuration("cloudide-orchestrator")).Kubernetes!;

        Assert.Equal(settings.Namespace, Assert.Single(All.OfType<V1Namespace>()).Metadata.Name);
        Assert.All(
            All.OfType<IMetadata<V1ObjectMeta>>().Where(item => item is not V1Namespace),
            item => Assert.Equal(settings.Namespace, item.Metadata.NamespaceProperty));
    }

    [Fact]
    public void OrchestratorsConfiguration_IsOneThatItStartsWith()
    {
        var settings = OrchestratorSettings.Read(Configuration("cloudide-worker", "cloudide-orchestrator"));

        Assert.Equal("kubernetes", settings.Runtime);
        Assert.Equal((1, 10, 5), (settings.Ecs.Limits.MinTasks, settings.Ecs.Limits.MaxTasks, settings.Ecs.Limits.MessagesPerTask));
        Assert.Equal("http://0.0.0.0:5090", settings.Urls);
    }

    [Fact]
    public void WorkersConfiguration_IsOneThatTheyStartWith()
    {
        var worker = CloudIde.Core.Settings.SettingsReader.Read(Configuration("cloudide-worker"), CloudIde.Worker.WorkerSettings.Read);

        Assert.Equal(5, worker.Slots);

        // Less than the pods' grace, or Kubernetes would end them while they save.
        Assert.True(worker.StopTimeout < TimeSpan.FromSeconds(120));
    }

    [Fact]
    public void WhatPodsRefer_ToExists()
    {
        var settings = OrchestratorSettings.Read(Configuration("cloudide-orchestrator")).Kubernetes!;
        var accounts = All.OfType<V1ServiceAccount>().Select(account => account.Metadata.Name).ToList();
        var maps = All.OfType<V1ConfigMap>().Select(map => map.Metadata.Name).ToList();
        var secrets = All.OfType<V1Secret>().Select(secret => secret.Metadata.Name).ToList();
        Assert.Contains(settings.ServiceAccount, accounts);
        Assert.Contains(settings.ConfigMap, maps);
        Assert.Contains(settings.Secret, secrets);
        foreach (var pod in All.OfType<V1Deployment>().Select(deployment => deployment.Spec.Template.Spec))
        {
            Assert.Contains(pod.ServiceAccountName, accounts);
            foreach (var source in pod.Containers.SelectMany(container => container.EnvFrom))
            {
                Assert.True(source.ConfigMapRef is { } map ? maps.Contains(map.Name) : secrets.Contains(source.SecretRef.Name));
            }
        }

        var binding = Assert.Single(All.OfType<V1RoleBinding>());
        Assert.Equal(Assert.Single(All.OfType<V1Role>()).Metadata.Name, binding.RoleRef.Name);
        Assert.Equal("cloudide-orchestrator", Assert.Single(binding.Subjects).Name);
    }

    [Fact]
    public void Role_AllowsWhatTheRuntimeCallsAndNothingElse()
    {
        var rules = Assert.Single(All.OfType<V1Role>()).Rules
            .SelectMany(rule => rule.Resources.SelectMany(resource => rule.Verbs.Select(verb => $"{verb} {resource}")));

        // KubernetesTaskRuntime and KubernetesTaskLogs.
        Assert.Equal(["create pods", "delete pods", "get pods/log", "list pods"], rules.Order());
        Assert.Empty(All.OfType<V1ClusterRole>());
    }

    [Fact]
    public void Workers_GetNoTokenOfTheCluster()
    {
        Assert.False(All.OfType<V1ServiceAccount>().Single(account => account.Metadata.Name == "cloudide-worker").AutomountServiceAccountToken);
    }

    [Fact]
    public void StateBefore_IsADeploymentThatIsScaledByItsCpu()
    {
        var before = Files["worker-deployment.yaml"];
        var deployment = Assert.Single(before.OfType<V1Deployment>());
        var scaler = Assert.Single(before.OfType<V2HorizontalPodAutoscaler>()).Spec;

        Assert.Equal("cloudide-terminal-worker", deployment.Metadata.Name);
        Assert.Equal(deployment.Metadata.Name, scaler.ScaleTargetRef.Name);
        Assert.Equal((1, 10), (scaler.MinReplicas, scaler.MaxReplicas));
        var metric = Assert.Single(scaler.Metrics).Resource;
        Assert.Equal(("cpu", 70), (metric.Name, metric.Target.AverageUtilization));

        // Without a request there is no utilization.
        Assert.Contains("cpu", Assert.Single(deployment.Spec.Template.Spec.Containers).Resources.Requests.Keys);
        Assert.Null(deployment.Spec.Replicas);
    }

    [Fact]
    public void Kustomization_ListsEverythingButTheStateBeforeAndTheSecret()
    {
        var listed = File.ReadAllLines(Path.Combine(Folder(), "kustomization.yaml"))
            .Where(line => line.StartsWith("  - ", StringComparison.Ordinal)).Select(line => line[4..].Trim());

        Assert.Equal(Files.Keys.Except(["worker-deployment.yaml", "secret.example.yaml"]).Order(), listed.Order());
        Assert.All(All.OfType<V1Secret>(), secret => Assert.All(secret.StringData.Values, Assert.Empty));
    }

    [Fact]
    public void RollbackPlan_NamesFilesDeploymentsAndSettingsThatExist()
    {
        var plan = File.ReadAllText(Path.Combine(Folder(), "..", "docs", "rollback-to-kubernetes.md"));
        var files = Regex.Matches(plan, @"k8s/([a-z-]+\.yaml)").Select(match => match.Groups[1].Value).Distinct().ToList();
        var deployments = Regex.Matches(plan, "deployment/([a-z-]+)").Select(match => match.Groups[1].Value).Distinct();
        var settings = Regex.Matches(plan, "(K8S_[A-Z_]+)=(.*)").Select(match => KeyValuePair.Create(match.Groups[1].Value, (string?)match.Groups[2].Value.TrimEnd('`', ')')));

        Assert.Contains("worker-deployment.yaml", files);
        Assert.All(files, file => Assert.Contains(file, Files.Keys));
        Assert.Equal(
            All.OfType<V1Deployment>().Select(deployment => deployment.Metadata.Name).Order(), deployments.Order());
        var read = OrchestratorSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.DistinctBy(setting => setting.Key).Append(KeyValuePair.Create("ORCHESTRATOR_RUNTIME", (string?)"kubernetes")))
            .Build());
        Assert.Equal(("cloudide-workers", "cloudide-worker:latest"), (read.Kubernetes!.Namespace, read.Kubernetes.WorkerImage));
        Assert.Equal((1, 10), (read.Ecs.Limits.MinTasks, read.Ecs.Limits.MaxTasks));
    }

    private static string Folder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "k8s"));

    private static IConfiguration Configuration(params string[] maps) => new ConfigurationBuilder()
        .AddInMemoryCollection(All.OfType<V1ConfigMap>().Where(map => maps.Contains(map.Metadata.Name))
            .SelectMany(map => map.Data).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
        .Build();
}
